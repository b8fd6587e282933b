// What was typed and not sent, conversation by conversation: kept at once, for a popup may close at any moment.
// Never for private windows.

import { emptyDraft, type Draft } from "./state.js";

const openKey = "chat-open";
const draftsKey = "chat-drafts";

type Drafts = Record<string, Draft>;

/** The conversation that was shown last. */
export function lastOpen(): string | null {
  return localStorage.getItem(openKey);
}

export function noteOpen(id: string): void {
  localStorage.setItem(openKey, id);
}

export function draftOf(id: string): Draft {
  return all()[id] ?? emptyDraft;
}

export function keepDraft(id: string, draft: Draft): void {
  const { [id]: _, ...others } = all();
  const isEmpty = draft.text === "" && draft.chips.length === 0;
  try {
    write(isEmpty ? others : { ...others, [id]: draft });
  } catch {
    // Too much for this store: the texts of pages can be attached again, words cannot be typed again.
    write({ ...others, [id]: { text: draft.text, chips: [] } });
  }
}

function all(): Drafts {
  try {
    return JSON.parse(localStorage.getItem(draftsKey) ?? "{}") as Drafts;
  } catch {
    return {};
  }
}

function write(drafts: Drafts): void {
  if (Object.keys(drafts).length === 0) localStorage.removeItem(draftsKey);
  else localStorage.setItem(draftsKey, JSON.stringify(drafts));
}
