// The panel's own way to the engine, open for as long as the panel is: leaving ends what is asked.

import { call } from "../../shared/messages.js";
import { connect, type EnginePort, type FieldMessage, type HostEvent } from "../../shared/ports.js";

/** Firefox unloads its background page after 30 s without a message. */
const pingMs = 20_000;

export interface Engine {
  send(message: FieldMessage): void;
  close(): void;
}

/** `onLost`: what was asked will not be answered. */
export function engine(onEvent: (event: HostEvent) => void, onLost: () => void): Engine {
  let port: Promise<EnginePort<FieldMessage>> | undefined;
  let isClosed = false;
  const lose = (): void => {
    port = undefined;
    if (!isClosed) onLost();
  };
  const dial = async (): Promise<EnginePort<FieldMessage>> => {
    const done = await call("openDoor", {});
    if (!done.ok) throw new Error(done.message);
    return connect<FieldMessage>("field", onEvent, lose);
  };
  const send = (message: FieldMessage): void => {
    port ??= dial();
    port.then((open) => isClosed || open.postMessage(message)).catch(lose);
  };
  const pings = setInterval(send, pingMs, { kind: "ping" });
  // The engine starts while the user still chooses.
  send({ kind: "ping" });
  return {
    send,
    close() {
      isClosed = true;
      clearInterval(pings);
      port?.then((open) => open.disconnect()).catch(() => undefined);
    },
  };
}
