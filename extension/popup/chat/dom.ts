// The elements of the chat tab in popup.html, and means to make more. Must not know: conversations.

import { element as elementOf } from "../../shared/dom.js";

export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  return elementOf(`chat-${id}`, kind);
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** `does` is read by whoever receives the click; `name` is what is said of the button where its label is not enough. */
export function button(label: string, does: string, name = ""): HTMLButtonElement {
  const made = make("button", "plain", label);
  made.type = "button";
  made.dataset.does = does;
  if (name) made.setAttribute("aria-label", name);
  return made;
}

/** Touches nothing that is as it should be, so that assistive technology is told of changes only. */
export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
