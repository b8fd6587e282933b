// One-time messages: what may be asked of the background, and what the background tells a tab.
// Must not know: who handles them. Used by the content script, so it stays small.

import type { BridgeName } from "./bridges.js";
import type { EngineSettings } from "./engine_settings.js";
import type { PanelSettings } from "./panel_settings.js";
import type { FieldSettings, Settings } from "./settings.js";
import type { SiteMode } from "./sites.js";

export interface Site {
  /** The tab's origin; null where no extension may run (the browser's own pages). */
  origin: string | null;
  /** The switch for all sites. */
  enabled: boolean;
  mode: SiteMode;
  /** Milliseconds since 1970; 0: not paused. */
  pausedUntil: number;
  /** The keys that ask by hand, as the browser writes them; empty when the user has removed them. */
  shortcut: string;
}

export type Done = { ok: true } | { ok: false; message: string };

/** Message kind → its parameters and its answer. */
export interface BackgroundCalls {
  /** Makes sure that the engine's host is there to connect to, and tells what is set for the page. */
  openDoor: { ask: object; answer: Done & { settings: FieldSettings } };
  /** Sends an editor's bridge into the page's world of the frame that asks. */
  sendBridge: { ask: { name: BridgeName }; answer: Done };
  /** Asks for a suggestion in a tab: the active one unless named. */
  ask: { ask: { tabId?: number }; answer: Done };
  /** Opens the rewrite panel: from a page's script, in its own frame; else in a tab, the active one unless named. */
  rewrite: { ask: { tabId?: number }; answer: Done };
  /** Remembers what was asked for last, or which advice was read. */
  noteRewrite: { ask: { action?: string; advice?: string }; answer: Done };
  /** What the switches say about a page: the active tab's unless named. */
  getSite: { ask: { url?: string }; answer: Site };
  setSite: { ask: { origin: string; mode: SiteMode }; answer: Done };
  setEnabled: { ask: { enabled: boolean }; answer: Done };
  /** For an hour, or no longer. */
  pause: { ask: { paused: boolean }; answer: Done };
  getEngineSettings: { ask: object; answer: EngineSettings };
  /** From the engine's host: suggestions wait for their turn, or do not any more. */
  showTurn: { ask: { waits: boolean }; answer: Done };
  /** Erases everything that is kept, and starts the extension anew. */
  wipe: { ask: object; answer: Done };
  changeSettings: { ask: { changes: Partial<Settings> }; answer: Done };
}

export type BackgroundKind = keyof BackgroundCalls;
export type BackgroundMessage = { [K in BackgroundKind]: { kind: K } & BackgroundCalls[K]["ask"] }[BackgroundKind];

/** What the background tells a tab's content scripts: to ask by hand, to open the rewrite panel, to go, or what is set now. Says whom
 * it is meant for, because the first-run page hears what is said to the background too. */
export type TabMessage = { to: "tab" } & (
  | { kind: "ask" }
  | { kind: "rewrite"; settings: PanelSettings }
  | { kind: "stop" }
  | { kind: "settings"; settings: FieldSettings }
);

export function call<K extends BackgroundKind>(
  kind: K,
  parameters: BackgroundCalls[K]["ask"],
): Promise<BackgroundCalls[K]["answer"]> {
  return chrome.runtime.sendMessage({ kind, ...parameters });
}

/** An answer of undefined leaves the message to other listeners. */
export function onTabMessage(answer: (message: TabMessage) => Done | undefined): void {
  chrome.runtime.onMessage.addListener((message: TabMessage, _sender, reply) => {
    const done = message.to === "tab" && answer(message);
    if (done) reply(done);
  });
}

/** False once the extension was updated or removed under a page that still holds its script. */
export function isAlive(): boolean {
  return chrome.runtime?.id !== undefined;
}
