// A sample of the Brown corpus as it was printed: words without their tags, joined as a typesetter would.

/** Paragraphs, each on one line. */
export function proseText(raw) {
  const blocks = raw.split(/\n\s*\n+/).map((block) => block.trim()).filter(Boolean);
  // Headlines and the like are tagged so in all their words.
  const running = blocks.filter((block) => !/-hl\b/.test(block));
  return running.map((block) => join(block.split(/\s+/).map(word))).filter((text) => text.length > 1).join("\n\n");
}

const word = (tagged) => tagged.slice(0, tagged.lastIndexOf("/"));

function join(words) {
  // Marks that end a sentence or a part of it stand twice in the file.
  const once = words.filter((word, index) => !(/^[.?!;:]$/.test(word) && words[index - 1] === word));
  return once
    .join(" ")
    .replace(/`` ?/g, '"')
    .replace(/ ?''/g, '"')
    .replace(/` (?=\S)/g, "'")
    .replace(/ ([.,;:?!)\]])/g, "$1")
    .replace(/([([]) /g, "$1")
    .replace(/ +/g, " ")
    .trim();
}
