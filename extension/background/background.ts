// The background: a service worker in Chrome, an event page in Firefox. Both are stopped when idle and started by the next
// event, so every listener is added here, at the top level, and nothing is remembered in variables.
// Must not know: the model, fields' text, suggestions.

import type { BackgroundCalls, BackgroundKind, BackgroundMessage } from "../shared/messages.js";
import { engineSettings } from "../shared/engine_settings.js";
import { fieldSettings, readSettings } from "../shared/settings.js";
import { originOf } from "../shared/sites.js";
import { lendFaults, readFaults } from "../faults/read_faults.js";
import { ask } from "./ask.js";
import { openDoor } from "./engine_door.js";
import { check } from "./check_message.js";
import { changeSettings } from "./change_settings.js";
import type { Frame } from "./focused_frame.js";
import { showIcon, showIcons, showIconsAfterPause, showTurn } from "./icon.js";
import { listenToMenu, makeMenu } from "./menu.js";
import { restoreScripts } from "./registration.js";
import { rewrite, rewriteIn } from "./rewrite.js";
import { noteRewrite } from "./rewrite_memory.js";
import { sendBridge } from "./send_bridge.js";
import { sendDrawing } from "./send_drawing.js";
import { getSite, pause, setSite } from "./sites.js";
import { finishWipe, wipe } from "./wipe.js";

type Sender = chrome.runtime.MessageSender;
type Handler<K extends BackgroundKind> = (
  message: BackgroundCalls[K]["ask"],
  sender: Sender,
) => Promise<BackgroundCalls[K]["answer"]>;

/** Who may ask: content scripts may have the door opened, and a bridge or the panel sent into their own frame. */
const handlers: { [K in BackgroundKind]: { from: "anyone" | "pages"; handle: Handler<K> } } = {
  openDoor: {
    from: "anyone",
    handle: async (_message, sender) => {
      const frame = frameOf(sender);
      if (frame) await sendDrawing(frame);
      const [done, settings] = await Promise.all([openDoor(), readSettings()]);
      await showIconsAfterPause(settings);
      const forField = fieldSettings(settings, originOf(sender.tab?.url));
      FAULTS: Object.assign(forField, { pingMs: (await readFaults()).pingMs });
      return { ...done, settings: forField };
    },
  },
  sendBridge: { from: "anyone", handle: ({ name }, sender) => sendBridge(name, sender) },
  ask: { from: "pages", handle: ({ tabId }) => ask(tabId) },
  rewrite: {
    from: "anyone",
    handle: ({ tabId }, sender) => {
      const frame = frameOf(sender);
      return frame ? rewrite(frame) : rewriteIn(tabId);
    },
  },
  noteRewrite: {
    from: "anyone",
    handle: async (note, { tab }) => {
      await noteRewrite(note, tab?.incognito ?? false);
      return { ok: true };
    },
  },
  getSite: { from: "pages", handle: ({ url }) => getSite(url) },
  setSite: { from: "pages", handle: ({ origin, mode }) => setSite(origin, mode) },
  setEnabled: { from: "pages", handle: ({ enabled }) => changeSettings(() => ({ enabled })) },
  pause: { from: "pages", handle: ({ paused }) => pause(paused) },
  getEngineSettings: { from: "pages", handle: async () => engineSettings(await readSettings()) },
  showTurn: {
    from: "pages",
    handle: async ({ waits }) => {
      await showTurn(waits);
      return { ok: true };
    },
  },
  wipe: { from: "pages", handle: wipe },
  changeSettings: { from: "pages", handle: ({ changes }) => changeSettings(() => changes) },
};

/** The frame of a content script. */
function frameOf(sender: Sender): Frame | undefined {
  const { tab, frameId } = sender;
  return isOurPage(sender) || tab?.id === undefined || frameId === undefined ? undefined : { tabId: tab.id, frameId };
}

function isOurPage(sender: Sender): boolean {
  return sender.url?.startsWith(chrome.runtime.getURL("")) ?? false;
}

chrome.runtime.onMessage.addListener((input: unknown, sender, reply) => {
  const checked = sender.id === chrome.runtime.id ? check(input) : undefined;
  if (!checked) return false;
  if ("wrong" in checked) {
    reply({ ok: false, message: `A message was not understood: ${checked.wrong}.` });
    return false;
  }
  const { message } = checked;
  const { from, handle } = handlers[message.kind];
  if (from === "pages" && !isOurPage(sender)) return false;
  (handle as (message: BackgroundMessage, sender: Sender) => Promise<unknown>)(message, sender).then(reply, (error: unknown) =>
    reply({ ok: false, message: String(error) }),
  );
  return true;
});

chrome.commands.onCommand.addListener((command) => {
  if (command === "ask") void ask();
  if (command === "rewrite") void rewriteIn();
});

/** Once after every install, update, reload, enabling and start of the browser: what is in storage.session ends with those. */
async function begin(): Promise<void> {
  const { begun } = await chrome.storage.session.get("begun");
  if (begun) return;
  const isAfresh = await finishWipe();
  await chrome.storage.session.set({ begun: true });
  makeMenu();
  await restoreScripts({ openTabs: true });
  await showIcons();
  if (isAfresh) await chrome.tabs.create({ url: "/welcome/welcome.html#afresh" });
}
void begin();
listenToMenu();
chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") void chrome.tabs.create({ url: "/welcome/welcome.html" });
});
// Listened to so that the browser starts this script at all.
chrome.runtime.onStartup.addListener(() => undefined);

FAULTS: lendFaults();

// A navigation takes a tab's own icon away.
chrome.tabs.onUpdated.addListener((tabId, change, tab) => {
  if (change.status === "loading") void showIcon(tabId, originOf(tab.url));
});
