// What the popup knows, and what follows from it. Pure: no DOM, no browser.

import { engineCard, type EngineCard } from "../../shared/engine_card.js";
import type { Site } from "../../shared/messages.js";
import type { HostStatus } from "../../shared/host_events.js";
import type { Say } from "../../shared/words.js";
import { speedLines, type Speed } from "./measure.js";

export interface State {
  /** Undefined until the engine's host has answered. */
  status: HostStatus | undefined;
  site: Site | undefined;
  /** The clock when the site was last asked for: milliseconds since 1970. */
  now: number;
  /** A line for the user about what was just done. */
  notice: string;
  /** Of the model, if it was asked for. */
  speed: Speed | "unknown" | "measuring";
}

export type Action =
  | { kind: "status"; status: HostStatus | undefined }
  | { kind: "site"; site: Site; now: number }
  | { kind: "notice"; notice: string }
  | { kind: "speed"; speed: State["speed"] };

export const nothingKnown: State = { status: undefined, site: undefined, now: 0, notice: "", speed: "unknown" };

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "status":
      return { ...state, status: action.status };
    case "site":
      return { ...state, site: action.site, now: action.now };
    case "notice":
      return { ...state, notice: action.notice };
    case "speed":
      return { ...state, speed: action.speed };
  }
}

export function isPaused({ site, now }: State): boolean {
  return site !== undefined && now < site.pausedUntil;
}

export function card(state: State, say: Say): EngineCard {
  const off = { light: "off", remedy: "", progress: undefined } as const;
  if (state.site?.enabled === false) return { ...off, title: say("stateOff"), detail: say("stateOffDetail") };
  if (isPaused(state)) return { ...off, title: say("statePaused"), detail: say("statePausedDetail") };
  return engineCard(state.status, say);
}

export function speedWords({ speed }: State, say: Say): string {
  if (speed === "unknown") return say("speedNone");
  return speed === "measuring" ? say("speedMeasuring") : speedLines(speed, say);
}

/** A site as people write it. */
export function siteName({ origin }: Site, say: Say): string {
  return origin === null ? say("siteNone") : say("siteNamed", origin.replace(/^https?:\/\//, ""));
}

export function pauseLine(state: State, say: Say): string {
  if (!state.site || !isPaused(state)) return say("pauseNone");
  const until = new Date(state.site.pausedUntil);
  return say("pausedUntil", until.toLocaleTimeString(say("languageTag"), { hour: "2-digit", minute: "2-digit" }));
}
