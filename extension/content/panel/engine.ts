// The panel's own way to the engine, open for as long as the panel is: leaving ends what is asked.

import { reach } from "../../shared/reach.js";
import { Told } from "../../shared/told.js";
import { connect, pingMs, type EnginePort, type FieldMessage, type HostEvent } from "../../shared/ports.js";

type Rewrite = Extract<FieldMessage, { kind: "rewrite" }>;

export interface Engine {
  send(message: FieldMessage): void;
  close(): void;
}

/** What is open when the host goes away is asked again, once. `onLost`: what was asked will not be answered. */
export function engine(onEvent: (event: HostEvent) => void, onLost: () => void): Engine {
  let port: Promise<EnginePort<FieldMessage>> | undefined;
  let isClosed = false;
  /** What is asked and not yet answered. */
  let open: { message: Rewrite; told: Told; wasResent: boolean } | undefined;
  const hear = (event: HostEvent): void => {
    if (event.kind === "status" || event.id !== open?.message.id) return onEvent(event);
    if (!open.told.isNews(event)) return;
    if (event.kind !== "rewrite") open = undefined;
    onEvent(event);
  };
  const lose = (): void => {
    port = undefined;
    if (isClosed) return;
    if (!open || open.wasResent) return onLost();
    open.wasResent = true;
    post(open.told.again(open.message));
  };
  const dial = async (): Promise<EnginePort<FieldMessage>> => {
    const done = await reach("openDoor", {});
    if (!done?.ok) throw new Error(done?.message);
    return connect<FieldMessage>("field", hear, lose);
  };
  const post = (message: FieldMessage): void => {
    port ??= dial();
    port.then((to) => isClosed || to.postMessage(message)).catch(lose);
  };
  const send = (message: FieldMessage): void => {
    if (message.kind === "rewrite") open = { message, told: new Told(), wasResent: false };
    if (message.kind === "cancel") open = undefined;
    post(message);
  };
  const pings = setInterval(send, pingMs, { kind: "ping" });
  // The engine starts while the user still chooses.
  send({ kind: "ping" });
  return {
    send,
    close() {
      isClosed = true;
      clearInterval(pings);
      port?.then((to) => to.disconnect()).catch(() => undefined);
    },
  };
}
