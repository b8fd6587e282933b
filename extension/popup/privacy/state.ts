// What the privacy tab says, from what was found. Pure: no DOM, no browser.

import type { RequestRecord } from "../../shared/database.js";
import { size } from "../../shared/sizes.js";
import type { MessageKey, Say } from "../../shared/words.js";
import type { Log } from "./log.js";
import { kinds, type Held, type Kind, type Stored } from "./stored.js";
import type { What } from "./wipe.js";

export interface State {
  /** Null where nothing is kept; undefined until it was read. */
  log: Log | null | undefined;
  stored: Stored | undefined;
  /** A line about what was just done. */
  notice: string;
}

export interface RequestRow {
  host: string;
  path: string;
  size: string;
  about: string;
}

export function requestRow({ time, host, path, bytes, why }: RequestRecord, say: Say): RequestRow {
  // The keys of reasons begin so; what else stands there comes from another version, and asking for its words would be an error.
  const words = /^why[A-Z]/.test(why) ? say(why as MessageKey) : why;
  return { host, path, size: size(bytes, say), about: `${moment(time, say)} · ${words}` };
}

/** What to say in place of a list. */
export function emptyLog({ log }: State, say: Say): { title: string; detail: string } | undefined {
  if (log === undefined) return undefined;
  if (log === null) return { title: say("logPrivate"), detail: say("logPrivateDetail") };
  if (log.total > 0) return undefined;
  if (log.since > 0) return { title: say("logNoneSince"), detail: say("logNoneSinceDetail", moment(log.since, say)) };
  return { title: say("logNone"), detail: say("logNoneDetail") };
}

export interface HeldRow {
  kind: Kind;
  name: string;
  size: string;
  isEmpty: boolean;
  action: string;
}

const names: Record<Kind, MessageKey> = {
  settings: "keptSettings",
  conversations: "keptConversations",
  models: "keptModels",
  requests: "keptLog",
};

export function heldRows({ stored }: State, say: Say): HeldRow[] {
  return kinds.map((kind) => {
    const held: Held | undefined = stored?.held[kind];
    const { count, bytes = 0 } = held ?? {};
    const name = count ? `${say(names[kind])} (${count})` : say(names[kind]);
    const isEmpty = bytes === 0;
    const action = say(kind === "settings" ? "resetSettings" : "delete");
    return { kind, name, size: !held ? "" : isEmpty ? say("keptNothing") : size(bytes, say), isEmpty: !held || isEmpty, action };
  });
}

/** What is asked before something is erased. */
export const questions: Record<What, { title: MessageKey; detail: MessageKey; yes: MessageKey }> = {
  settings: { title: "askSettings", detail: "askSettingsDetail", yes: "resetSettings" },
  conversations: { title: "askConversations", detail: "askNoWayBack", yes: "delete" },
  models: { title: "askModels", detail: "askModelsDetail", yes: "delete" },
  requests: { title: "askLog", detail: "askLogDetail", yes: "delete" },
  all: { title: "askAll", detail: "askAllDetail", yes: "eraseAll" },
};

function moment(time: number, say: Say): string {
  return new Date(time).toLocaleString(say("languageTag"), { dateStyle: "medium", timeStyle: "short" });
}
