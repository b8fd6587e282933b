// What a person wrote of a mail: its body without headers, quotes, signatures and what list servers add.

const shortest = 200;
const longest = 3000;

/** A line that somebody else wrote, by its mark: "> ", "| ", ">>>", "JM> ", " --]". */
const quoted = /^\s*(?:[>|}]|[A-Z]{1,3}>|--\]|:[ :]|# >)/;
/** What introduces a quotation: "On Monday, Ann wrote:", "[Ann]", "Once upon a time, Ann said :". */
const attribution = /(?:\b(?:wrote|writes|said|posted|schrieb|spake|muttered|sayeth|typed|mentioned)\b[^.]{0,40}[:.]+|\bmessage <[^>]*>.*)\s*$|^\s*\[.{1,60}\]$|^\s*(?:On|At) .*\d{4}.*(?:,|:)\s*$|^In message /;
/** From here on nothing is the writer's own. */
const end = /^(?:--+\s*$|-- |---+ ?(?:Original|Forwarded|Begin)|Begin forwarded|_{10,}|-{20,}|={10,}|\*{10,}|To unsubscribe|This sf\.net email|.*Yahoo! Groups Sponsor)/i;
/** What is pasted rather than typed: code, logs, addresses, header lines. */
const pasted = /https?:|www\.|[{}<>\\=|@#$~^]|^\s{4,}|\t|^[A-Z][A-Za-z-]+: |[_*-]{4,}|\d{4,}/;
/** All of it is not a person's mail: feeds, moderators' notices, bounces. */
const feed = /^(?:URL|Date|Link|Supplied by): ?http/m;

/** The writer's own text, or why there is none. */
export function mailText(raw) {
  const at = raw.search(/\r?\n\r?\n/);
  const header = raw.slice(0, at).replace(/\r?\n[ \t]+/g, " ");
  const body = raw.slice(at).replace(/\r/g, "").trim();
  const type = /^content-type:\s*([^;\s]+)/im.exec(header)?.[1].toLowerCase() ?? "text/plain";
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(header)?.[1].toLowerCase() ?? "7bit";
  if (type !== "text/plain" || !/^[78]bit$/.test(encoding)) return { dropped: "not plain text" };
  if (feed.test(body)) return { dropped: "a feed's" };
  if (/[^\n\t\x20-\x7e]/.test(body)) return { dropped: "not ASCII" };
  const own = paragraphs(ownLines(body.split("\n")));
  if (own.some((block) => block.split("\n").some((line) => pasted.test(line)))) return { dropped: "with code or addresses" };
  const text = own.map(unwrapped).join("\n\n");
  if (text.length < shortest) return { dropped: "too short" };
  if (text.length > longest) return { dropped: "too long" };
  return { text };
}

/** Its lines, with an empty one where something was cut. */
function ownLines(lines) {
  const last = lines.findIndex((line) => end.test(line));
  const body = last < 0 ? lines : lines.slice(0, last);
  const isQuoted = (line) => line !== undefined && quoted.test(line);
  const nextFull = (index) => body.slice(index + 1).find((line) => line.trim());
  return body.map((line, index) => {
    const introduces = attribution.test(line) && isQuoted(nextFull(index));
    // An attribution may be broken over two lines.
    const begins = /^\s*(?:On|At|In) /.test(line) && attribution.test(body[index + 1] ?? "") && isQuoted(nextFull(index + 1));
    return isQuoted(line) || introduces || begins ? "" : line.trimEnd();
  });
}

function paragraphs(lines) {
  return lines.join("\n").split(/\n\s*\n+/).map((block) => block.replace(/^\n+|\n+$/g, "")).filter((block) => block.trim());
}

/** A paragraph on one line, as it is typed where the field wraps it. */
function unwrapped(block) {
  const lines = block.split("\n").map((line) => line.trim().replace(/ {2,}/g, " "));
  // A line well short of the margin ended on purpose: a greeting, a list, a verse.
  return lines.reduce((text, line, index) => text + (lines[index - 1].length < 45 ? "\n" : " ") + line);
}
