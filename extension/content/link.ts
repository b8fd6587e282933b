// The way to the engine: opens the door and the port at the first need, and again after either was closed.
// Must not know: fields, what suggestions are for.

import { call } from "../shared/messages.js";
import { connect, pingMs, type EnginePort, type FieldMessage, type HostEvent } from "../shared/ports.js";
import { isPaused, learn, settings } from "./field_settings.js";

type Port = EnginePort<FieldMessage>;

/** `hasField`: whether somebody may go on writing. `onLost`: the port closed by itself. */
export function link(onEvent: (event: HostEvent) => void, onLost: () => void, hasField: () => boolean) {
  let port: Promise<Port> | undefined;
  let pings = 0;
  let usedAt = 0;
  /** Until the engine unloads the model by itself. */
  const isNeeded = (): boolean => {
    const minutes = settings?.idleMinutes ?? 0;
    return hasField() && (minutes === 0 || performance.now() - usedAt < minutes * 60_000);
  };
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
    let everyMs = pingMs;
    FAULTS: everyMs = (done.settings as { pingMs?: number }).pingMs ?? pingMs;
    pings = window.setInterval(() => isNeeded() && opened.postMessage({ kind: "ping" }), everyMs);
    return opened;
  };
  const open = (): Promise<Port> => {
    usedAt = performance.now();
    return (port ??= dial());
  };
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
