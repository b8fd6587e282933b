// Models in the extension's own store, as a download leaves them there.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ModelRecord } from "../../extension/shared/model_store.ts";
import { fixtures } from "./dist.ts";
import type { Panel } from "./panel.ts";

/** Puts the tiny model into the store, under a name of its own. */
export async function storeModel(panel: Panel, id: string): Promise<void> {
  const bytes = await readFile(path.join(fixtures, "tiny.gguf"));
  const record: ModelRecord = {
    id,
    name: id,
    source: { kind: "file", file: `${id}.gguf` },
    bytes: bytes.length,
    sha256: null,
    receivedBytes: bytes.length,
    state: "ready",
    addedAt: 0,
  };
  await panel.page.evaluate(
    async (id, base64, record) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
      const folder = await models.getDirectoryHandle(id, { create: true });
      const write = async (name: string, content: BufferSource | string): Promise<void> => {
        const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await file.write(content);
        await file.close();
      };
      await write("model.gguf", bytes);
      await write("record.json", record);
    },
    id,
    bytes.toString("base64"),
    JSON.stringify(record),
  );
}
