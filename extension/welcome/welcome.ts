// The first-run page's wiring. Content scripts do not run on an extension's own pages, so it brings the same modules along:
// what is tried here is what works everywhere else.

import { acceptsWith, watchTries } from "./tries.js";
import "../content/drawing.js";
import "../content/panel.js";
import "../content/start.js";
import { onTabMessage } from "../shared/messages.js";
import { connect, reconnectMs, type PanelMessage } from "../shared/ports.js";
import { reach } from "../shared/reach.js";
import { isPaused, readSettings } from "../shared/settings.js";
import { say, translate } from "../shared/words.js";
import { nothingKnown, reduce, type Action } from "./state.js";
import { controls, show } from "./view.js";

let state = nothingKnown;

function dispatch(action: Action): void {
  state = reduce(state, action);
  show(state, say);
}

async function readWhatIsSet(): Promise<void> {
  const [settings, site] = await Promise.all([readSettings(), reach("getSite", {})]);
  // It comes back when the browser lets it.
  if (!site) setTimeout(() => void readWhatIsSet(), reconnectMs);
  acceptsWith(settings.acceptKey);
  dispatch({ kind: "set", acceptKey: settings.acceptKey, isPaused: isPaused(settings), shortcut: site?.shortcut ?? state.shortcut });
}

/** To show how far the engine is: at the first run it has a model to load. */
async function follow(): Promise<void> {
  const again = (): void => {
    dispatch({ kind: "status", status: undefined });
    setTimeout(() => void follow(), reconnectMs);
  };
  if (!(await reach("openDoor", {}))?.ok) return again();
  connect<PanelMessage>("panel", (event) => event.kind === "status" && event.role === "writing" && dispatch(event), again);
}

function begin(): void {
  controls.text.value = say("welcomeOpening");
  controls.text.focus();
  controls.text.setSelectionRange(controls.text.value.length, controls.text.value.length);
}

controls.again.addEventListener("click", begin);
controls.settings.addEventListener("click", () => void chrome.runtime.openOptionsPage());
chrome.storage.local.onChanged.addListener(() => void readWhatIsSet());
onTabMessage(({ kind }) => {
  if (kind === "ask") dispatch({ kind: "done", step: "ask" });
  return undefined;
});
watchTries((step) => dispatch({ kind: "done", step }));
translate(document);
// Where everything was just erased, this page opens as after installing.
if (location.hash === "#afresh") controls.afresh.hidden = false;
show(state, say);
begin();
void readWhatIsSet();
void follow();
