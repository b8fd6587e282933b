// The models that are offered, from catalogue.json, and what follows from an entry. What is not known for certain is not in it: a
// file's commit, size and hash are asked of the Hub when somebody chooses the model. Pure.

import catalogue from "./catalogue.json" with { type: "json" };

export interface Shape {
  layers: number;
  dim: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  headSize: number;
  vocabulary: number;
}

export const purposes = ["suggestions", "rewriting", "chat", "reasoning"] as const;

export interface CatalogueEntry {
  id: string;
  name: string;
  good_for: (typeof purposes)[number][];
  /** As BCP 47 writes them. */
  languages: string[];
  repository: string;
  file: string;
  licence: string;
  architecture: string;
  /** Of the file, as its name has it; `types` are those of its tensors. */
  quantisation: string;
  types: string[];
  /** As `tokenizer.ggml.model` names it. */
  tokenizer: string;
  /** As `tokenizer.ggml.pre` names it, where the tokenizer has one. */
  pre_tokenizer?: string;
  context_tokens: number;
  /** Whether the engine runs it: compared with what the engine says of itself by tests/model/catalogue.rs. */
  supported: boolean;
  shape?: Shape;
  revision?: string;
  bytes?: number;
  sha256?: string;
}

export const entries: readonly CatalogueEntry[] = catalogue.models as CatalogueEntry[];

/** Bits that a weight takes, in files whose name says this. */
const weightBits: Record<string, number> = { Q8_0: 8.5, Q4_K_M: 4.85 };
/** Of a chat, counted for the memory that is needed. */
const usualTokens = 4096;

export function entryOf(repository: string, file: string): CatalogueEntry | undefined {
  return entries.find((entry) => entry.repository === repository && entry.file === file);
}

/** About as large as the file is, from the model's shape; undefined where that is not known. */
export function aboutBytes({ bytes, shape, quantisation }: CatalogueEntry): number | undefined {
  if (bytes !== undefined) return bytes;
  const bits = weightBits[quantisation];
  if (!shape || !bits) return undefined;
  const { layers, dim, ffn, heads, kvHeads, headSize, vocabulary } = shape;
  const layer = dim * headSize * 2 * (heads + kvHeads) + 3 * dim * ffn;
  return ((vocabulary * dim + layers * layer) * bits) / 8;
}

/** About as much memory as it takes: the weights, and the keys and values of a usual chat in f16. */
export function aboutMemory(entry: CatalogueEntry): number | undefined {
  const weights = aboutBytes(entry);
  if (weights === undefined || !entry.shape) return undefined;
  const { layers, kvHeads, headSize } = entry.shape;
  return weights + usualTokens * layers * kvHeads * headSize * 4;
}
