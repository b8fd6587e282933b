// The options page's wiring: the store and the background on one side, the views on the other.

import { reach } from "../shared/reach.js";
import { readSettings, type Kind, type Room, type Settings, type When } from "../shared/settings.js";
import { fileName, largestFileBytes, readFile, writeFile } from "../shared/settings_file.js";
import { withMode } from "../shared/sites.js";
import { say, translate } from "../shared/words.js";
import { listenForActions, showActions, type ActionHandlers } from "./actions_view.js";
import { chosenIn } from "./lists.js";
import { listenForSites, showSites, type SiteHandlers } from "./sites_view.js";
import { nothingKnown, reduce, withAction, type Action } from "./state.js";
import { controls, show, showShortcuts } from "./view.js";

let state = nothingKnown;

function dispatch(action: Action): void {
  state = reduce(state, action);
  show(state, say);
  showSites(state, siteHandlers, say);
  showActions(state, actionHandlers, say);
}

async function refresh(): Promise<void> {
  dispatch({ kind: "settings", settings: await readSettings() });
}

async function save(changes: Partial<Settings>, notice = say("saved")): Promise<boolean> {
  const done = (await reach("changeSettings", { changes })) ?? { ok: false, message: say("backgroundAway") };
  await refresh();
  dispatch({ kind: "notice", notice: done.ok ? notice : done.message });
  return done.ok;
}

const siteHandlers: SiteHandlers = {
  set(origin, mode) {
    if (!state.settings) return;
    dispatch({ kind: "touched", origin });
    void save(withMode(state.settings, origin, mode));
  },
  remove(origin) {
    if (!state.settings) return;
    dispatch({ kind: "forgotten", origin });
    void save(withMode(state.settings, origin, "on"));
  },
};

const actionHandlers: ActionHandlers = {
  edit: (editing) => dispatch({ kind: "edit", editing }),
  async save(action, place) {
    const { settings } = state;
    if (settings && (await save({ customActions: withAction(settings.customActions, action, place) }))) {
      dispatch({ kind: "edit", editing: undefined });
    }
  },
  remove(place) {
    const { settings } = state;
    if (!settings) return;
    dispatch({ kind: "edit", editing: undefined });
    void save({ customActions: settings.customActions.toSpliced(place, 1) });
  },
};

function exportSettings(): void {
  if (!state.settings) return;
  const address = URL.createObjectURL(new Blob([writeFile(state.settings)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
  dispatch({ kind: "outcome", outcome: { title: say("exported", fileName), lines: [], isWrong: false } });
}

async function importSettings(file: File): Promise<void> {
  const refuse = (lines: string[]): void =>
    dispatch({ kind: "outcome", outcome: { title: say("importRefused", file.name), lines, isWrong: true } });
  if (file.size > largestFileBytes) return refuse([say("importTooLarge", String(largestFileBytes / 1e6))]);
  const read = readFile(await file.text(), say);
  if ("wrong" in read) return refuse(read.wrong);
  if (!(await save(read.settings, ""))) return refuse([state.notice]);
  const lines = read.unknown.length > 0 ? [say("importUnknown", read.unknown.join(", "))] : [];
  dispatch({ kind: "outcome", outcome: { title: say("imported", file.name), lines, isWrong: false } });
}

/** Only Firefox's `commands` can do this; Chrome has a page for it. */
type Commands = { openShortcutSettings?: () => Promise<void> };

async function changeShortcuts(): Promise<void> {
  const commands = chrome.commands as Commands;
  if (commands.openShortcutSettings) await commands.openShortcutSettings();
  else await chrome.tabs.create({ url: "chrome://extensions/shortcuts" });
}

async function listShortcuts(): Promise<void> {
  const commands = (await chrome.commands.getAll()).filter(({ description }) => description);
  showShortcuts(
    commands.map(({ description, shortcut }) => ({ description: description ?? "", keys: shortcut || say("keysUnset") })),
  );
}

const onChange = (control: HTMLElement, changes: () => Partial<Settings>): void =>
  control.addEventListener("change", () => void save(changes()));

onChange(controls.enabled, () => ({ enabled: controls.enabled.checked }));
for (const [kind, select] of Object.entries(controls.kinds) as [Kind, HTMLSelectElement][]) {
  onChange(select, () => (state.settings ? { kinds: { ...state.settings.kinds, [kind]: chosenIn<When>(select) } } : {}));
}
onChange(controls.delay, () => ({ delayMs: chosenIn(controls.delay) }));
onChange(controls.length, () => ({ maxTokens: chosenIn(controls.length) }));
onChange(controls.threshold, () => ({ threshold: chosenIn(controls.threshold) }));
onChange(controls.acceptKey, () => ({ acceptKey: chosenIn(controls.acceptKey) }));
onChange(controls.idle, () => ({ idleMinutes: chosenIn(controls.idle) }));
onChange(controls.gpu, () => ({ gpu: chosenIn(controls.gpu) }));
// What both lists show, not what was last read: that may be older than the other list's change.
const room = (): Room => ({ kv: chosenIn(controls.kv), contextTokens: chosenIn(controls.context) });
onChange(controls.context, () => ({ room: room() }));
onChange(controls.kv, () => ({ room: room() }));
onChange(controls.selectionButton, () => ({ selectionButton: controls.selectionButton.checked }));
onChange(controls.language, () => ({ language: chosenIn(controls.language) }));
controls.changeShortcuts.addEventListener("click", () => void changeShortcuts());
controls.export.addEventListener("click", exportSettings);
controls.import.addEventListener("click", () => controls.file.click());
controls.file.addEventListener("change", () => {
  const [file] = controls.file.files ?? [];
  // The same file may be chosen again after it was mended.
  if (file) void importSettings(file).finally(() => (controls.file.value = ""));
});
controls.welcome.addEventListener("click", () => void chrome.tabs.create({ url: "/welcome/welcome.html" }));
listenForSites(siteHandlers, say);
listenForActions(actionHandlers, say);
// The popup, or this page in another tab, may change them too.
chrome.storage.local.onChanged.addListener(() => void refresh());
addEventListener("focus", () => void listShortcuts());
translate(document);
void listShortcuts();
void refresh();
