// How a model's folder is called. Pure.

const longest = 90;

export function modelId(words: string): string {
  const plain = words
    .toLowerCase()
    .replace(/\.gguf$/, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return plain.slice(0, longest) || "model";
}

/** The same, that no other model has. */
export function freeId(words: string, taken: readonly string[]): string {
  const id = modelId(words);
  for (let count = 1; ; count++) {
    const tried = count === 1 ? id : `${id}-${count}`;
    if (!taken.includes(tried)) return tried;
  }
}
