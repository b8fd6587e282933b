// Where models come from: the Hub's hosts, its addresses, and how people write them. The one place beside the manifest's `connect-src`
// that names them. Pure.

/** The Hub, and its file hosts, to which it redirects: https://huggingface.co/docs/hub/models-downloading lists them and says that
 * they are covered by `*.hf.co`; the list itself changes. */
export const HUB = "https://huggingface.co";
export const FILE_HOSTS = "https://*.hf.co";

/** What somebody asked for: a repository, perhaps a file of it, or a quantisation's name. */
export interface HubAddress {
  repository: string;
  revision: string;
  file?: string;
  quantisation?: string;
}

/** What a repository holds, with sizes and hashes: https://huggingface.co/docs/hub/api */
export function listingUrl({ repository, revision }: HubAddress): string {
  return `${HUB}/api/models/${escaped(repository)}/revision/${encodeURIComponent(revision)}?blobs=true`;
}

export function fileUrl(repository: string, revision: string, file: string): string {
  return `${HUB}/${escaped(repository)}/resolve/${encodeURIComponent(revision)}/${escaped(file)}`;
}

/** For people: the model's page. */
export function pageUrl(repository: string): string {
  return `${HUB}/${escaped(repository)}`;
}

const name = /^[A-Za-z0-9][\w.-]{0,95}$/;
const hubHosts = ["huggingface.co", "www.huggingface.co", "hf.co"];

/** Reads "owner/name", "owner/name:Q4_0", "owner/name/file.gguf", and addresses copied from the browser. Undefined: it is none of these. */
export function parseAddress(text: string): HubAddress | undefined {
  const trimmed = text.trim();
  const path = pathOf(trimmed);
  if (path === undefined) return undefined;
  const [owner = "", second = "", ...rest] = path.split("/").filter(Boolean);
  const [repositoryName = "", quantisation] = second.split(":");
  if (!name.test(owner) || !name.test(repositoryName)) return undefined;
  const address = { repository: `${owner}/${repositoryName}`, revision: "main" };
  if (quantisation !== undefined) return rest.length === 0 && name.test(quantisation) ? { ...address, quantisation } : undefined;
  const [verb = "", revision = "", ...file] = rest;
  if (["resolve", "blob", "raw"].includes(verb) && file.length > 0) return withFile({ ...address, revision }, file);
  if (verb === "tree") return { ...address, revision: revision || "main" };
  return rest.length === 0 ? address : withFile(address, rest);
}

const ofSeveral = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** Which one of how many files of a model this is by its name. */
export function placeOf(file: string): { at: number; count: number } {
  const [, at = "1", count = "1"] = ofSeveral.exec(file) ?? [];
  return { at: Number(at), count: Number(count) };
}

/** The name of a model's file without which one of several it is. */
export function wholeName(file: string): string {
  return file.replace(ofSeveral, ".gguf");
}

function withFile(address: HubAddress, parts: string[]): HubAddress | undefined {
  const file = parts.join("/");
  return /\.gguf$/i.test(file) && !parts.includes("..") ? { ...address, file } : undefined;
}

/** The path on the Hub; undefined for an address elsewhere. */
function pathOf(text: string): string | undefined {
  const withScheme = hubHosts.some((host) => text.startsWith(`${host}/`)) ? `https://${text}` : text;
  if (!/^[a-z]+:\/\//i.test(withScheme)) return text;
  if (!URL.canParse(withScheme)) return undefined;
  const { protocol, hostname, pathname } = new URL(withScheme);
  return protocol === "https:" && hubHosts.includes(hostname) ? decodeURIComponent(pathname) : undefined;
}

function escaped(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
