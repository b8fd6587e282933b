// A conversation as a Markdown file. Pure.

import type { Attachment, ChatTurn, Conversation } from "./conversation.js";
import type { Say } from "./words.js";

export function toMarkdown({ title, turns }: Conversation, say: Say): string {
  const heading = `# ${title.replace(/\s+/g, " ")}`;
  return `${[heading, ...turns.map((turn) => part(turn, say))].join("\n\n")}\n`;
}

export function fileName({ title }: Conversation): string {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return `${plain || "inkling"}.md`;
}

function part(turn: ChatTurn, say: Say): string {
  const name = `## ${say(turn.role === "user" ? "chatYou" : "chatModel")}`;
  const attached = turn.role === "user" ? turn.attachments.map(quote) : [];
  const unfinished = turn.role === "assistant" && turn.state !== "done" ? [`*(${say("chatUnfinished")})*`] : [];
  return [name, ...attached, turn.content, ...unfinished].filter((text) => text !== "").join("\n\n");
}

function quote({ title, url, text }: Attachment): string {
  return [`**${title}**${url && ` <${url}>`}`, "", ...text.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
}
