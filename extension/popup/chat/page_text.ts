// Fetches the text of the page in front, or what is selected there: on the user's click only.

import type { PageText } from "../../content/page_text.js";
import type { MessageKey } from "../../shared/words.js";

export interface Taken {
  title: string;
  url: string;
  text: string;
}

/** The text, or why there is none. */
export async function takePage(): Promise<Taken | MessageKey> {
  const tab = await pageTab();
  if (tab?.id === undefined) return "chatNoPage";
  const target = { tabId: tab.id };
  try {
    // From the root: Firefox would look beside this page.
    await chrome.scripting.executeScript({ target, files: ["/content/page_text.js"] });
    const [frame] = await chrome.scripting.executeScript({ target, func: () => globalThis.inklingPageText?.() });
    const read = frame?.result as PageText | undefined;
    if (read?.isPdf) return "chatPdf";
    return read?.text ? { title: read.title, url: tab.url ?? "", text: read.text } : "chatPageEmpty";
  } catch {
    return isPdf(tab) ? "chatPdf" : "chatPageRefused";
  }
}

export async function takeSelection(): Promise<Taken | MessageKey> {
  const tab = await pageTab();
  if (tab?.id === undefined) return "chatNoPage";
  try {
    const target = { tabId: tab.id, allFrames: true };
    const frames = await chrome.scripting.executeScript({ target, func: selectedText });
    const text = frames.map(({ result }) => result ?? "").find((found) => found.trim() !== "");
    return text ? { title: tab.title ?? "", url: tab.url ?? "", text: text.trim() } : "chatNoSelection";
  } catch {
    return isPdf(tab) ? "chatPdf" : "chatPageRefused";
  }
}

/** Runs in the page. One-line fields are left alone: they may hold what nobody should read. */
function selectedText(): string {
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement) return field.value.slice(field.selectionStart, field.selectionEnd);
  return field instanceof HTMLInputElement ? "" : String(getSelection() ?? "");
}

function isPdf({ url }: chrome.tabs.Tab): boolean {
  return /\.pdf($|[?#])/i.test(url ?? "");
}

/** The page in front; where that is this very page, the one that was in front before: a page of the web, if there is one. */
async function pageTab(): Promise<chrome.tabs.Tab | undefined> {
  const own = await chrome.tabs.getCurrent();
  if (!own) return (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
  const all = await chrome.tabs.query({ windowType: "normal" });
  const others = all
    .filter(({ id, url, incognito }) => id !== own.id && incognito === own.incognito && !url?.startsWith(chrome.runtime.getURL("")))
    .sort((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0));
  return others.find(({ url }) => url?.startsWith("http")) ?? others[0];
}
