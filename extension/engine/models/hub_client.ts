// Asks the Hub what a repository holds. Must not know: downloads, ports.

import type { Offer } from "../../shared/models_port.js";
import { listingUrl, type HubAddress } from "../../shared/hub.js";
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
  const offers = (listing.siblings ?? []).flatMap(({ rfilename: file, size, lfs }): Offer[] => {
    const bytes = lfs?.size ?? size;
    if (!file || !bytes || !/\.gguf$/i.test(file) || !isMeant(address, file)) return [];
    const { repository } = address;
    const key = `${repository}/${revision}/${file}`;
    return [{ key, repository, revision, file, bytes, sha256: lfs?.sha256 ?? null, gated: Boolean(listing.gated), ...about(listing) }];
  });
  const whole = offers.filter(({ file }) => !/-\d{5}-of-\d{5}\.gguf$/i.test(file));
  if (whole.length > 0) return whole.sort((one, other) => one.bytes - other.bytes);
  if (offers.length > 0) throw new TroubleError("inParts", address.repository);
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

/** Parts of models for pictures are no models. */
function isMeant({ file, quantisation }: HubAddress, name: string): boolean {
  if (file !== undefined) return name === file;
  if (/(^|\/)mmproj/i.test(name)) return false;
  return quantisation === undefined || quantisationIn(name) === quantisation.toUpperCase();
}

/** As the names of GGUF files have it: "…-Q4_K_M.gguf". */
export function quantisationIn(file: string): string | undefined {
  return /[-._]((?:I?Q\d\w*|BF16|F16|F32|MXFP4))\.gguf$/i.exec(file)?.[1]?.toUpperCase();
}

function about({ cardData, gguf }: Listing): Partial<Offer> {
  const licence = cardData?.license_name ?? cardData?.license;
  return {
    ...(typeof licence === "string" && { licence }),
    ...(typeof gguf?.architecture === "string" && { architecture: gguf.architecture }),
    ...(typeof gguf?.context_length === "number" && { contextTokens: gguf.context_length }),
  };
}
