// The rewrite panel in a page of its own, open to tools that cannot look into a closed root. `?stage=` says how far it is.

import { firstLanguage, offers } from "../content/panel/actions.js";
import { component, type Commands } from "../content/panel/component.js";
import { opened, reduce, type Action, type State } from "../content/panel/state.js";
import { style } from "../content/panel/style.js";
import type { Change } from "../shared/protocol.js";

const text = "The meeting are on Monday. Me and Ann will brings the numbers from last year.";
const settings = {
  customActions: [{ name: "As a haiku", instruction: "Write it as a haiku." }],
  recentActions: [],
  language: "",
  knownAdvice: "",
  isPaused: false,
};
const asked = { id: "fixGrammar", label: "Fix grammar", action: { name: "fixGrammar" as const } };
const advice = "This small model makes mistakes in rewriting. A larger one does better.";
const changes: Change[] = [
  { kind: "kept", text: "The meeting " },
  { kind: "removed", text: "are" },
  { kind: "added", text: "is" },
  { kind: "kept", text: " on Monday. " },
];
const more: Change[] = [
  { kind: "removed", text: "Me and Ann" },
  { kind: "added", text: "Ann and I" },
  { kind: "kept", text: " will " },
  { kind: "removed", text: "brings" },
  { kind: "added", text: "bring" },
  { kind: "kept", text: " the numbers from last year." },
];
const counters = {
  promptTokens: 0,
  prefilledTokens: 0,
  generatedTokens: 0,
  submissions: 0,
  submissionsAfterCancel: 0,
  promptMs: 0,
  firstMs: 0,
  decodeTokensPerS: 0,
};
const of = { client: 1, id: 1 };
const ready: Action = {
  kind: "event",
  event: { kind: "status", role: "writing", status: { state: "ready", model: "", adapter: "", decodeTokensPerS: null, advice, chats: true, windowTokens: 2048 } },
};
const ask: Action = { kind: "ask", asked, request: 1 };
const half: Action = { kind: "event", event: { kind: "rewrite", ...of, changes, part: 1, parts: 2 } };
const whole: Action = { kind: "event", event: { kind: "rewrite", ...of, changes: [...changes, ...more], part: 2, parts: 2 } };
const end: Action = { kind: "event", event: { kind: "finished", ...of, outcome: "stopped", counters, pauseMs: 0 } };
const problem = {
  code: "device-lost" as const,
  message: "The graphics card was taken away.",
  remedy: "Try again. If it happens often, close other programs that use the graphics card.",
};
const fail: Action = { kind: "event", event: { kind: "failed", ...of, problem } };

const stages: Record<string, Action[]> = {
  choose: [],
  advised: [ready],
  busy: [ask, half],
  done: [ready, ask, half, whole, end],
  failed: [ask, half, fail],
};

const nothing = (): void => undefined;
const commands: Commands = {
  pick: nothing,
  instruct: nothing,
  replace: nothing,
  insertBelow: nothing,
  copy: nothing,
  again: nothing,
  stop: nothing,
  close: nothing,
};
const panel = component(
  { offers: offers(settings), language: firstLanguage(settings, "en"), hasLines: true },
  commands,
);
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];
document.querySelector("main")?.append(panel.element);
for (const name of ["keydown", "click"]) {
  panel.element.addEventListener(name, (event) => panel.receive(event, event.target as Element));
}
const actions = stages[new URLSearchParams(location.search).get("stage") ?? ""] ?? [];
panel.show(actions.reduce<State>(reduce, opened(text)));
panel.focus();
