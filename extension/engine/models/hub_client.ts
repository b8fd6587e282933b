// Asks the Hub what a repository holds. Must not know: downloads, ports.

import type { ModelFile } from "../../shared/model_store.js";
import type { Offer } from "../../shared/models_port.js";
import { listingUrl, placeOf, wholeName, type HubAddress } from "../../shared/hub.js";
import { loggedFetch, Unlogged } from "../../shared/request_log.js";
import { TroubleError } from "../../shared/troubles.js";

const patienceMs = 30_000;

/** What we read of the answer (documented where listingUrl says). Anything may be missing. */
interface Listing {
  sha?: string;
  gated?: boolean | string;
  cardData?: { license?: string; license_name?: string };
  gguf?: { architecture?: string; context_length?: number };
  siblings?: { rfilename?: string; size?: number; lfs?: { sha256?: string; size?: number } }[];
}

/** The GGUF files that an address names, smallest first; what is said of one can be relied on: its commit is in it. */
export async function findOnHub(address: HubAddress): Promise<Offer[]> {
  const listing = await ask(address);
  const { sha: revision } = listing;
  if (!revision || !/^[0-9a-f]{40}$/.test(revision)) throw new TroubleError("server", "no commit");
  const { repository } = address;
  const meant = (listing.siblings ?? []).flatMap(({ rfilename: file, size, lfs }): ModelFile[] => {
    const bytes = lfs?.size ?? size;
    if (!file || !bytes || !/\.gguf$/i.test(file) || !isMeant(address, file)) return [];
    return [{ file, bytes, sha256: lfs?.sha256 ?? null }];
  });
  const offers = modelsOf(meant).map((files): Offer => {
    const { file } = files[0] as ModelFile;
    const key = `${repository}/${revision}/${file}`;
    const bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    return { key, repository, revision, file, bytes, files, gated: Boolean(listing.gated), ...about(listing) };
  });
  if (offers.length > 0) return offers.sort((one, other) => one.bytes - other.bytes);
  if (meant.length > 0) throw new TroubleError("partsMissing", repository);
  throw new TroubleError(address.file || address.quantisation ? "notFound" : "noModel", address.file ?? address.repository);
}

async function ask(address: HubAddress): Promise<Listing> {
  let response;
  try {
    const init = { signal: AbortSignal.timeout(patienceMs), cache: "no-store" } as const;
    response = await loggedFetch(listingUrl(address), init, "whyListing");
  } catch (error) {
    throw new TroubleError(error instanceof Unlogged ? "unlogged" : "offline");
  }
  // The Hub says 401 of a repository that is not there, too: it does not tell strangers what is private.
  if (response.status === 401 || response.status === 403) throw new TroubleError("account", address.repository);
  if (response.status === 404) throw new TroubleError("notFound", address.repository);
  if (!response.ok) throw new TroubleError("server", `${response.status}`);
  try {
    return (await response.json()) as Listing;
  } catch {
    throw new TroubleError("server", "no listing");
  }
}

/** Files that are one model, in their order; those of which some are missing are left out. */
function modelsOf(files: ModelFile[]): ModelFile[][] {
  const models = new Map<string, ModelFile[]>();
  for (const file of files) {
    const key = `${wholeName(file.file)} ${placeOf(file.file).count}`;
    models.set(key, [...(models.get(key) ?? []), file]);
  }
  const inOrder = [...models.values()].map((model) => model.sort((one, other) => placeOf(one.file).at - placeOf(other.file).at));
  return inOrder.filter((model) => model.every(({ file }, at) => placeOf(file).at === at + 1 && placeOf(file).count === model.length));
}

/** Any of a model's files means all of it; parts of models for pictures are no models. */
function isMeant({ file, quantisation }: HubAddress, name: string): boolean {
  if (file !== undefined) return wholeName(name) === wholeName(file) && placeOf(name).count === placeOf(file).count;
  if (/(^|\/)mmproj/i.test(name)) return false;
  return quantisation === undefined || quantisationIn(name) === quantisation.toUpperCase();
}

/** As the names of GGUF files have it: "…-Q4_K_M.gguf". */
export function quantisationIn(file: string): string | undefined {
  return /[-._]((?:I?Q\d\w*|BF16|F16|F32|MXFP4))\.gguf$/i.exec(wholeName(file))?.[1]?.toUpperCase();
}

function about({ cardData, gguf }: Listing): Partial<Offer> {
  const licence = cardData?.license_name ?? cardData?.license;
  return {
    ...(typeof licence === "string" && { licence }),
    ...(typeof gguf?.architecture === "string" && { architecture: gguf.architecture }),
    ...(typeof gguf?.context_length === "number" && { contextTokens: gguf.context_length }),
  };
}
