// The way to the engine: opens the door and the port at the first need, and again after either was closed.
// Must not know: fields, what suggestions are for.

import { call } from "../shared/messages.js";
import { connect, type EnginePort, type FieldMessage, type HostEvent } from "../shared/ports.js";
import { isPaused, learn } from "./field_settings.js";

type Port = EnginePort<FieldMessage>;

const pingMs = 20_000;

/** `isNeeded`: whether the engine should be kept awake. `onLost`: the port closed by itself. */
export function link(onEvent: (event: HostEvent) => void, onLost: () => void, isNeeded: () => boolean) {
  let port: Promise<Port> | undefined;
  let pings = 0;
  const close = (): void => {
    clearInterval(pings);
    port?.then((open) => open.disconnect()).catch(() => undefined);
    port = undefined;
  };
  const dial = async (): Promise<Port> => {
    const done = await call("openDoor", {});
    if (!done.ok) throw new Error(done.message);
    learn(done.settings);
    // The engine rests during a pause.
    if (isPaused()) throw new Error("paused");
    const opened = connect<FieldMessage>("field", onEvent, () => {
      close();
      onLost();
    });
    // Firefox unloads its background page after 30 s without a message.
    pings = window.setInterval(() => isNeeded() && opened.postMessage({ kind: "ping" }), pingMs);
    return opened;
  };
  const open = (): Promise<Port> => (port ??= dial());
  return {
    close,
    /** Nothing where there is no engine to speak to. */
    open: (): Promise<Port | void> => open().catch(close),
    // Nothing is told when it cannot be sent: what waits for an answer has a deadline.
    send: (message: FieldMessage): void => {
      // A port that is gone has nothing to cancel.
      if (port || message.kind !== "cancel") open().then((to) => to.postMessage(message)).catch(close);
    },
  };
}
