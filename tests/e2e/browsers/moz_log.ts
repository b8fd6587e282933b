// Firefox's own record of its network: what no proxy sees, which is names looked up and WebRTC.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { isHere } from "./net_log.ts";

/** What is set for the browser so that it writes the record into a folder: a file each process. */
export function recordInto(folder: string): Record<string, string> {
  return { MOZ_LOG: "sync,nsHostResolver:5,mtransport:4", MOZ_LOG_FILE: path.join(folder, "network") };
}

/** Names outside this machine, and "WebRTC" where a connection of that kind was made, so far. */
export async function roundTheProxy(folder: string): Promise<string[]> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name), "utf8")));
  const text = texts.join("\n");
  const names = [...text.matchAll(/Resolving host \[([^\]]*)\]/g)].map(([, name = ""]) => name);
  const all = new Set([...names, ...(/mtransport NrIceCtx\(/.test(text) ? ["WebRTC"] : [])]);
  return [...all].filter((name) => !isHere(name));
}
