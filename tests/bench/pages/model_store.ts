// Stands for extension/shared/model_store.ts in the worker of the bench: a model's id is its address on the server that the page
// came from. It streams, as the extension's models do.

import type { StoredModel } from "../../../extension/shared/model_store.js";

export const BUILT_IN = "built-in";

export async function openStored(id: string): Promise<StoredModel> {
  const response = await fetch(id, { cache: "no-store" });
  const { body, headers, ok, status } = response;
  if (!ok || !body) throw new Error(`${id} was answered with ${status}`);
  const sizes = [Number(headers.get("content-length") ?? 0)];
  return { name: id.split("/").pop() ?? id, sizes, stream: body, part: () => body };
}
