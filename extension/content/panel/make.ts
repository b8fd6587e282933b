// Makes elements.

type Tag = keyof HTMLElementTagNameMap;
type Attributes = Record<string, string | boolean>;

/** False leaves an attribute away; true writes it without a value. */
export function make<K extends Tag>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** `does`: read by whoever receives the click (component.ts). */
export function button(label: string, does: string, attributes: Attributes = {}): HTMLButtonElement {
  return make("button", { type: "button", "data-does": does, ...attributes }, label);
}

/** Whose label the page must not learn either: it may be the user's own words. */
export function privateButton(label: string, does: string, attributes: Attributes = {}): HTMLButtonElement {
  const made = button("", does, { "aria-label": label, class: "private", ...attributes });
  writeSecretly(made, label);
  return made;
}

/** Words that the page must not learn: generated content, never a text node, which a page's search and copying read. */
export function writeSecretly(element: HTMLElement, words: string): void {
  const escaped = words.replace(/["\\\p{Cc}]/gu, (letter) => `\\${letter.charCodeAt(0).toString(16)} `);
  element.style.setProperty("--words", `"${escaped}"`);
}
