// What can be asked for, in the order in which it is offered: last used first. Pure.

import type { RewriteAction } from "../../shared/protocol.js";
import type { PanelSettings } from "../../shared/panel_settings.js";
import type { Asked } from "./state.js";
import { say, type MessageKey } from "../../shared/words.js";

type Plain = Exclude<RewriteAction["name"], "translate" | "free">;

const plain: Record<Plain, MessageKey> = {
  fixGrammar: "panelFixGrammar",
  improve: "panelImprove",
  shorten: "panelShorten",
  expand: "panelExpand",
  formal: "panelFormal",
  friendly: "panelFriendly",
  simplify: "panelSimplify",
};
const plainNames = Object.keys(plain) as Plain[];

const translate = "translate";
const custom = "custom:";

/** Of the web's most written ones; the model may speak fewer. */
export const languages =
  "en es de fr it pt nl pl sv da nb fi cs sk hu ro bg el uk ru tr ar he fa hi bn id vi th zh ja ko".split(" ");

export interface Offer {
  /** `translate` without its language. */
  id: string;
  label: string;
}

export function offers({ customActions, recentActions }: PanelSettings): Offer[] {
  const all = [
    ...plainNames.map((id) => ({ id, label: say(plain[id]) })),
    { id: translate, label: say("panelTranslate") },
    ...customActions.map(({ name }) => ({ id: custom + name, label: name })),
  ];
  const recent = recentActions.map((id) => all.find((offer) => offer.id === id || id.startsWith(`${offer.id}:`)));
  return [...new Set([...recent.filter((offer) => offer !== undefined), ...all])];
}

/** The language to translate to: the last one, or another than the user's own. */
export function firstLanguage({ recentActions }: PanelSettings, own: string): string {
  const last = recentActions.find((id) => id.startsWith(`${translate}:`))?.slice(translate.length + 1);
  if (last && languages.includes(last)) return last;
  return languages.find((code) => !own.startsWith(code)) ?? "en";
}

export function isTranslation(id: string): boolean {
  return id === translate;
}

/** `language`: a code, for a translation. */
export function askedFor(id: string, language: string, { customActions }: PanelSettings): Asked | undefined {
  if (id === translate) {
    const label = say("panelTranslateTo", nameOf(language, say("languageTag")));
    return { id: `${id}:${language}`, label, action: { name: "translate", language: nameOf(language, "en") } };
  }
  const own = customActions.find(({ name }) => custom + name === id);
  if (own) return { id, label: own.name, action: { name: "free", instruction: own.instruction } };
  const name = plainNames.find((known) => known === id);
  return name && { id, label: say(plain[name]), action: { name } };
}

export function askedInWords(instruction: string): Asked {
  return { id: "", label: instruction, action: { name: "free", instruction } };
}

/** A language's name, written in the language `as`. */
export function nameOf(code: string, as: string): string {
  return new Intl.DisplayNames([as], { type: "language" }).of(code) ?? code;
}
