// Erases what is kept, by kind or all at once.

import { eraseFiles } from "../../shared/erase.js";
import { call, type Done } from "../../shared/messages.js";
import { reach } from "../../shared/reach.js";
import { defaults } from "../../shared/settings.js";
import { say } from "../../shared/words.js";
import { eraseConversations } from "./erase_conversations.js";
import { emptyLog } from "./log.js";
import type { Kind } from "./stored.js";

export type What = Kind | "all";

const wipes: Record<What, () => Promise<Done | void>> = {
  settings: async () => (await reach("changeSettings", { changes: { ...defaults } })) ?? { ok: false, message: say("backgroundAway") },
  conversations: eraseConversations,
  models: eraseFiles,
  requests: emptyLog,
  all() {
    // Only pages reach it.
    localStorage.clear();
    return call("wipe", {});
  },
};

export async function wipe(what: What): Promise<Done> {
  try {
    return (await wipes[what]()) ?? { ok: true };
  } catch (error) {
    return { ok: false, message: String(error) };
  }
}
