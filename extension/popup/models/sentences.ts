// The Models tab's state in words. Pure.

import { aboutBytes, aboutMemory, type CatalogueEntry } from "../../models/catalogue.js";
import type { Offer, Transfer } from "../../shared/models_port.js";
import type { Assessment } from "../../shared/protocol.js";
import type { HostStatus } from "../../shared/ports.js";
import { size } from "../../shared/sizes.js";
import { sayTrouble, type Trouble } from "../../shared/troubles.js";
import type { MessageKey, Say } from "../../shared/words.js";
import type { Notice } from "./state.js";

const fewLanguages = 3;

const purposeWords: Record<CatalogueEntry["good_for"][number], MessageKey> = {
  suggestions: "forSuggestions",
  rewriting: "forRewriting",
  chat: "forChat",
  reasoning: "forReasoning",
};

export function troubleLine(trouble: Trouble, say: Say): string {
  return sayTrouble(trouble, say, (bytes) => size(bytes, say));
}

export function noticeLine({ trouble, problem }: Notice, say: Say): string {
  if (problem) return say("problemJoined", problem.message, problem.remedy);
  return trouble ? troubleLine(trouble, say) : "";
}

export function entryAbout(entry: CatalogueEntry, say: Say): string {
  const uses = entry.good_for.map((purpose) => say(purposeWords[purpose])).join(", ");
  const named = new Intl.DisplayNames([say("languageTag")], { type: "language" });
  const many = entry.languages.length > fewLanguages;
  const languages = many
    ? say("languagesMany", String(entry.languages.length))
    : entry.languages.map((tag) => named.of(tag) ?? tag).join(", ");
  return [uses, languages, entry.licence].join(" · ");
}

export function entrySizes(entry: CatalogueEntry, say: Say): string {
  const bytes = aboutBytes(entry);
  return bytes === undefined ? "" : say("modelAbout", size(bytes, say));
}

export function entryMemory(entry: CatalogueEntry, say: Say): string {
  const memory = aboutMemory(entry);
  return memory === undefined ? "" : say("modelMemory", size(memory, say));
}

export function offerLine({ bytes, repository, revision, files }: Offer, say: Say): string {
  const isPinned = files.every(({ sha256 }) => sha256 !== null);
  return say(isPinned ? "offerPinned" : "offerUnhashed", size(bytes, say), repository, revision.slice(0, 7));
}

export function fitLine(fit: Assessment | null | undefined, say: Say): string {
  if (fit === undefined) return say("fitAsking");
  if (fit === null) return say("fitUnknown");
  const needed = size(fit.neededBytes, say);
  if (!fit.fits) return say("fitNo", fit.problem ? say("problemJoined", fit.problem.message, fit.problem.remedy) : "");
  if (fit.tokensPerS === null) return say("fitYesUntimed", needed);
  return say("fitYes", needed, fit.tokensPerS.toLocaleString(say("languageTag"), { maximumSignificantDigits: 2 }));
}

export function transferLine(transfer: Transfer, totalBytes: number, say: Say): string {
  const { state, receivedBytes, bytesPerS, trouble } = transfer;
  const received = size(receivedBytes, say);
  const total = size(totalBytes, say);
  switch (state) {
    case "queued":
      return say("transferQueued");
    case "paused":
      return say("transferPaused", received, total);
    case "failed":
      return trouble ? troubleLine(trouble, say) : say("transferPaused", received, total);
    case "waiting":
      return `${trouble ? `${troubleLine(trouble, say)} ` : ""}${say("transferWaiting")}`;
    case "running": {
      const pace = bytesPerS > 0 ? [say("transferSpeed", size(bytesPerS, say)), left((totalBytes - receivedBytes) / bytesPerS, say)] : [];
      return [say("transferOf", received, total), ...pace].join(" · ");
    }
  }
}

function left(seconds: number, say: Say): string {
  if (seconds < 60) return say("transferSoon");
  if (seconds < 5_400) return say("transferMinutes", String(Math.round(seconds / 60)));
  return say("transferHours", (seconds / 3_600).toLocaleString(say("languageTag"), { maximumFractionDigits: 1 }));
}

/** What a model that does something is doing now. */
export function statusLine(status: HostStatus | undefined, say: Say): string {
  switch (status?.state) {
    case "ready":
      return say("modelReady");
    case "loading": {
      const { loadedBytes, totalBytes } = status;
      return say("modelLoading", String(totalBytes > 0 ? Math.floor((loadedBytes * 100) / totalBytes) : 0));
    }
    case "starting":
      return say("modelStarting");
    case "paused":
      return say("modelPaused");
    case "unloaded":
      return say("modelUnloaded");
    case "failed":
      return say("problemJoined", status.problem.message, status.problem.remedy);
    case undefined:
      return "";
  }
}
