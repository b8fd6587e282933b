// Reads the text of a page for the chat. Comes into the extension's own world of a page when the user asks for it, and at no other
// time; what it reads goes to our own popup only. Looks like an article: its article; else what is seen of it.

import { isProbablyReaderable, Readability } from "@mozilla/readability";
import { paragraphsOf } from "./paragraphs.js";

export interface PageText {
  title: string;
  text: string;
  isPdf: boolean;
}

/** More than any window holds. */
const longest = 1_000_000;

function read(): PageText {
  const isPdf = document.contentType === "application/pdf";
  const article = isPdf || !isProbablyReaderable(document) ? null : articleOf();
  const text = article?.text || document.body?.innerText || "";
  return { title: article?.title || document.title, text: tidy(text).slice(0, longest), isPdf };
}

function articleOf(): { title: string; text: string } | null {
  // It takes the document apart, so it gets a copy.
  const copy = document.cloneNode(true) as Document;
  const article = new Readability<Node>(copy, { serializer: (node) => node }).parse();
  const content = article?.content;
  return content ? { title: article.title ?? "", text: paragraphsOf(content) } : null;
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

declare global {
  var inklingPageText: (() => PageText) | undefined;
}
globalThis.inklingPageText = read;
