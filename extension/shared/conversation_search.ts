// Looks for words in conversations: all of them must be there, in the title or in one turn's text. Pure.

import type { Found } from "./chat_messages.js";
import type { Conversation } from "./conversation.js";

const around = 40;

export function search(conversations: Conversation[], words: string): Found[] {
  const wanted = normal(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const holds = (text: string): boolean => wanted.every((word) => text.includes(word));
  return conversations.flatMap(({ id, title, turns }) => {
    if (holds(normal(title))) return [{ id, excerpt: "" }];
    const turn = turns.find(({ content }) => holds(normal(content)));
    return turn ? [{ id, excerpt: excerpt(turn.content, wanted[0] ?? "") }] : [];
  });
}

/** Letters are alike whatever their case. */
function normal(text: string): string {
  return text.normalize("NFC").toLocaleLowerCase();
}

function excerpt(content: string, word: string): string {
  const text = content.normalize("NFC").replace(/\s+/g, " ").trim();
  const at = Math.max(0, text.toLocaleLowerCase().indexOf(word));
  const start = Math.max(0, at - around);
  const end = Math.min(text.length, at + word.length + around);
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}
