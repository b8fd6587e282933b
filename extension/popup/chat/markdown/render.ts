// Draws blocks of Markdown as elements. Nothing is parsed as HTML, and nothing is fetched: raw HTML is text, an image its description.
// Must not know: where the text comes from.

import type { Token, Tokens } from "marked";
import { say } from "../../../shared/words.js";
import { decoded, safeAddress } from "./text.js";

const plainTags: Record<string, keyof HTMLElementTagNameMap> = { strong: "strong", em: "em", del: "del" };

export function renderBlock(token: Token): Node {
  switch (token.type) {
    case "heading": {
      // One level for all, below the speaker's: where a model begins with the third, none would be missing.
      const made = element("h4", inline(token.tokens));
      made.dataset.depth = String((token as Tokens.Heading).depth);
      return made;
    }
    case "paragraph":
      return element("p", inline(token.tokens));
    case "text":
      return fragment(token.tokens ? inline(token.tokens) : [decoded(token.text)]);
    case "code":
      return code(token as Tokens.Code);
    case "blockquote":
      return element("blockquote", blocks(token.tokens));
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "hr":
      return document.createElement("hr");
    case "checkbox":
      return document.createTextNode((token as Tokens.Checkbox).checked ? "☑ " : "☐ ");
    case "space":
    case "def":
      return fragment([]);
    case "html":
      return element("p", [token.raw.trim()]);
    default:
      return fragment(inline([token]));
  }
}

/** Writes more of a block of code into the element that shows it, so that it stays scrolled; false where that cannot be done. */
export function extendBlock(shown: Node | undefined, token: Token): boolean {
  if (token.type !== "code" || !(shown instanceof HTMLElement) || !shown.classList.contains("code")) return false;
  const { lang, text } = token as Tokens.Code;
  const written = shown.querySelector("code");
  if (!written || shown.dataset.language !== language(lang)) return false;
  written.textContent = text;
  return true;
}

function inline(tokens: Token[] | undefined): (Node | string)[] {
  return (tokens ?? []).map((token) => {
    const tag = plainTags[token.type];
    if (tag) return element(tag, inline("tokens" in token ? token.tokens : undefined));
    switch (token.type) {
      case "codespan":
        return element("code", [token.text]);
      case "br":
        return document.createElement("br");
      case "link":
        return link(token as Tokens.Link);
      case "image":
        return decoded((token as Tokens.Image).text);
      case "escape":
        return token.text;
      case "text":
        return "tokens" in token && token.tokens ? fragment(inline(token.tokens)) : decoded(token.text);
      default:
        return token.raw;
    }
  });
}

function link({ href, tokens }: Tokens.Link): Node {
  const address = safeAddress(href);
  if (!address) return fragment(inline(tokens));
  const made = element("a", inline(tokens));
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  // Where it leads is to be seen before it is followed.
  made.title = address;
  return made;
}

function code({ text, lang }: Tokens.Code): Node {
  const name = language(lang);
  const label = element("span", [name]);
  const copy = element("button", [say("chatCopyCode")]);
  copy.type = "button";
  copy.className = "plain";
  copy.dataset.does = "copyCode";
  const bar = element("div", [label, copy]);
  bar.className = "code-bar";
  const body = element("pre", [element("code", [text])]);
  // What scrolls must be reachable by keyboard.
  body.tabIndex = 0;
  body.setAttribute("role", "region");
  body.setAttribute("aria-label", name ? say("chatCodeIn", name) : say("chatCode"));
  const made = element("div", [bar, body]);
  made.className = "code";
  made.dataset.language = name;
  return made;
}

function language(lang: string | undefined): string {
  return (lang ?? "").trim().split(/\s/)[0]?.slice(0, 30) ?? "";
}

function list({ ordered, start, items }: Tokens.List): Node {
  const made = element(
    ordered ? "ol" : "ul",
    items.map((item) => element("li", blocks(item.tokens))),
  );
  if (made instanceof HTMLOListElement && typeof start === "number") made.start = start;
  return made;
}

function table({ header, rows }: Tokens.Table): Node {
  const row = (cells: Tokens.TableCell[], tag: "th" | "td"): HTMLElement =>
    element(
      "tr",
      cells.map(({ tokens, align }) => {
        const cell = element(tag, inline(tokens));
        if (align) cell.dataset.align = align;
        return cell;
      }),
    );
  const made = element("table", [
    element("thead", [row(header, "th")]),
    element("tbody", rows.map((cells) => row(cells, "td"))),
  ]);
  const scroller = element("div", [made]);
  scroller.className = "table";
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", say("chatTable"));
  return scroller;
}

function blocks(tokens: Token[] | undefined): Node[] {
  return (tokens ?? []).map(renderBlock);
}

function fragment(children: (Node | string)[]): DocumentFragment {
  const made = document.createDocumentFragment();
  made.append(...children);
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
