// The words that people read, in their language: from _locales. Must not know: what is said when.

import type english from "../_locales/en/messages.json";

export type MessageKey = keyof typeof english;

/** How to say something; pure code is handed it. */
export type Say = (key: MessageKey, ...values: string[]) => string;

export const say: Say = (key, ...values) => chrome.i18n.getMessage(key, values);

/** Attributes that may hold words, written as `data-i18n-title="…"`. */
const attributes = ["aria-label", "placeholder", "title"];

/** Puts the words into a page of the extension that names them: `data-i18n="…"` for an element's text. */
export function translate(page: Document): void {
  page.documentElement.lang = say("languageTag");
  for (const element of page.querySelectorAll<HTMLElement>("[data-i18n]")) {
    element.textContent = say(element.dataset.i18n as MessageKey);
  }
  for (const name of attributes) {
    for (const element of page.querySelectorAll(`[data-i18n-${name}]`)) {
      element.setAttribute(name, say(element.getAttribute(`data-i18n-${name}`) as MessageKey));
    }
  }
}
