// What the Models tab knows, and how it changes. Pure: no DOM, no browser.

import type { Disk, ModelsEvent, Offer, StoredModel } from "../../shared/models_port.js";
import type { HostStatus, Role } from "../../shared/ports.js";
import type { Assessment, Problem } from "../../shared/protocol.js";
import type { GpuChoice, Settings } from "../../shared/settings.js";
import type { Trouble } from "../../shared/troubles.js";

/** What is being looked up: one thing at a time. `at`: a catalogue entry's id, or "" for the address that was typed. */
export interface Search {
  at: string;
  name: string;
  offers: Offer[] | undefined;
  /** The one that may be fetched. */
  offer: Offer | undefined;
  /** Undefined: still tried. Null: cannot be told. */
  fit: Assessment | null | undefined;
}

/** Something to tell, where it belongs: at a catalogue entry, at the address (""), at files that were picked, or of the models that are
 * here. */
export interface Notice {
  at: string;
  trouble?: Trouble;
  problem?: Problem;
}

export const HERE = "here";
export const PICKED = "picked";

export interface BuiltIn {
  name: string;
  bytes: number;
}

export interface State {
  models: StoredModel[] | undefined;
  disk: Disk | null;
  builtIn: BuiltIn | undefined;
  status: Partial<Record<Role, HostStatus>>;
  chosen: Settings["models"];
  gpu: GpuChoice;
  isPrivate: boolean;
  search: Search | undefined;
  notice: Notice | undefined;
}

export type Action =
  | ModelsEvent
  | { kind: "builtIn"; builtIn: BuiltIn }
  | { kind: "settings"; models: Settings["models"]; gpu: GpuChoice }
  | { kind: "private"; isPrivate: boolean }
  | { kind: "search"; at: string; name: string }
  | { kind: "offers"; at: string; offers: Offer[] }
  | { kind: "offer"; at: string; offer: Offer }
  | { kind: "fit"; offer: string; fit: Assessment | null }
  | { kind: "searchEnded" }
  | { kind: "notice"; notice: Notice | undefined };

export const nothingKnown: State = {
  models: undefined,
  disk: null,
  builtIn: undefined,
  status: {},
  chosen: { writing: "built-in", chat: "" },
  gpu: "auto",
  isPrivate: false,
  search: undefined,
  notice: undefined,
};

export function reduce(state: State, action: Action): State {
  const { search } = state;
  switch (action.kind) {
    case "models":
      return { ...state, models: action.models, disk: action.disk };
    case "transfer": {
      const { model, transfer } = action;
      const models = state.models?.map((one) => (one.record.id === model ? { ...one, transfer } : one));
      return { ...state, models };
    }
    case "status":
      return { ...state, status: { ...state.status, [action.role]: action.status } };
    case "builtIn":
      return { ...state, builtIn: action.builtIn };
    case "settings":
      return { ...state, chosen: action.models, gpu: action.gpu };
    case "private":
      return { ...state, isPrivate: action.isPrivate };
    case "search": {
      const { at, name } = action;
      return { ...state, search: { at, name, offers: undefined, offer: undefined, fit: undefined }, notice: undefined };
    }
    case "offers":
      return search?.at === action.at ? { ...state, search: { ...search, offers: action.offers } } : state;
    case "offer":
      return search?.at === action.at ? { ...state, search: { ...search, offer: action.offer, fit: undefined } } : state;
    case "fit":
      return search?.offer?.key === action.offer ? { ...state, search: { ...search, fit: action.fit } } : state;
    case "searchEnded":
      return { ...state, search: undefined };
    case "lost":
      return { ...state, notice: { at: HERE, trouble: action.trouble } };
    case "notice":
      return { ...state, notice: action.notice };
    default:
      return state;
  }
}

/** Whether a file is stored or on its way. */
export function isStored({ models }: State, repository: string, file: string): boolean {
  const isIt = ({ record: { source } }: StoredModel): boolean =>
    source.kind === "hub" && source.repository === repository && source.file === file;
  return models?.some(isIt) ?? false;
}

/** Which model does what: for chat, none of its own means the one for writing. */
export function modelFor({ chosen }: Pick<State, "chosen">, role: Role): string {
  return role === "chat" ? chosen.chat || chosen.writing : chosen.writing;
}
