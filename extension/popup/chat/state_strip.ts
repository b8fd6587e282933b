// What the model does, where that matters to somebody who wants to talk to it. Pure.

import { engineCard } from "../../shared/engine_card.js";
import type { Say } from "../../shared/words.js";
import { isMute, type State } from "./state.js";

export interface Strip {
  light: "busy" | "bad" | "off";
  text: string;
  progress: number | undefined;
  button: "models" | "retry" | undefined;
}

/** Nothing where all is well. */
export function strip(state: State, say: Say): Strip | undefined {
  const { status, keeping } = state;
  const plain = { light: "off", progress: undefined, button: undefined } as const;
  if (isMute(state) && status?.state === "ready") return { ...plain, text: say("chatMute", status.model), button: "models" };
  switch (status?.state) {
    case "starting":
      return { ...plain, light: "busy", text: say("stateStarting") };
    case "loading": {
      const { progress } = engineCard(status, say);
      return { ...plain, light: "busy", text: say("chatLoading", status.model), progress };
    }
    case "failed":
      return { ...plain, light: "bad", text: `${status.problem.message} ${status.problem.remedy}`, button: "retry" };
    case undefined:
      return { ...plain, light: "busy", text: say("stateConnecting") };
  }
  if (keeping === "private") return { ...plain, text: say("chatPrivate") };
  return keeping === "refused" ? { ...plain, light: "bad", text: say("chatNotKept") } : undefined;
}
