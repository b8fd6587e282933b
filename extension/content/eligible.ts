// Which elements may be read and written at all. Asked before each read and each write, for pages change their fields.
// A false positive loses a suggestion; a false negative leaks a secret.

import { shadowOf } from "../shared/roots.js";

export type TextControl = HTMLInputElement | HTMLTextAreaElement;
export type Field = TextControl | HTMLElement;

/** `auto`: suggestions come by themselves. `manual`: only when asked for. `never`: not read at all. */
export type Verdict = "auto" | "manual" | "never";

export function isControl(field: Field): field is TextControl {
  return field.localName === "textarea" || field.localName === "input";
}

/** It only catches what is typed: the field is the editor around it. */
const monacoInput = ":is(.monaco-editor .inputarea, .native-edit-context)";

/** The field that an event is about, or undefined. */
export function fieldOf(event: Event): Field | undefined {
  return fieldAt(event.composedPath()[0]);
}

export function fieldAt(target: unknown): Field | undefined {
  let at = target;
  // A closed root shows its host only: what has the focus in there is meant.
  for (let inner; at instanceof Element && (inner = shadowOf(at)?.activeElement); ) at = inner;
  const element = at instanceof HTMLElement ? at : undefined;
  if (element?.matches(monacoInput)) return element.closest<HTMLElement>(".monaco-editor") ?? undefined;
  if (element && isControl(element)) return element;
  // In a document of design mode no element has the focus, in Firefox at least.
  if (document.designMode === "on" && document.hasFocus()) return document.body;
  if (!element?.isContentEditable) return undefined;
  let host = element;
  while (host.parentElement?.isContentEditable) host = host.parentElement;
  return host;
}

/** The field that has the focus in this frame. */
export const focusedField = (): Field | undefined => fieldAt(document.activeElement);

/** The element that takes a field's keys and has its focus. */
export function inputOf(field: Field): HTMLElement {
  return (field.matches(".monaco-editor") && field.querySelector<HTMLElement>(monacoInput)) || field;
}

/** Inputs that were of type password once: "show password" makes no prose of them. */
const wereSecret = new WeakSet<Element>();

/** Remembers every password input that turns into something else, focused or not. */
export function watchPasswords(): MutationObserver {
  const observer = new MutationObserver((records) => {
    for (const { target, oldValue } of records) {
      if (oldValue?.toLowerCase() === "password") wereSecret.add(target as Element);
    }
  });
  observer.observe(document, { subtree: true, attributeFilter: ["type"], attributeOldValue: true });
  return observer;
}

export function verdict(field: Field): Verdict {
  const told = (name: string): string => field.closest(`[${name}]`)?.getAttribute(name) ?? "";
  const { type, readOnly, inputMode, maxLength, localName, isConnected } = field as HTMLInputElement;
  if (type === "password") wereSecret.add(field);
  if (
    !isConnected ||
    readOnly ||
    wereSecret.has(field) ||
    /true/.test(told("aria-readonly") + told("aria-disabled")) ||
    // CodeMirror says so of itself, for the browser's suggestions: there ours come only when asked for.
    (told("writingsuggestions") === "false" && !field.matches(".cm-content")) ||
    field.matches(":disabled, :is(.CodeMirror, .ace_editor, .monaco-editor) *") ||
    isSecret(field)
  ) {
    return "never";
  }
  if (localName === "input") {
    const isCode = /numeric|decimal/.test(inputMode) || (maxLength >= 0 && maxLength < 9);
    if (isCode || !/^(text|search|email|tel|url)$/.test(type)) return "never";
  }
  const isManual =
    /^(search|email|tel|url)$/.test(type) ||
    field.matches("[role=combobox], [role=searchbox], [aria-multiline=false]") ||
    /address|name|tel|email|postal/.test(field.getAttribute("autocomplete") ?? "");
  return isManual ? "manual" : "auto";
}

/** Looked for in a field's names, as parts of words or of words written together. */
const secretPhrases = new RegExp(
  "passw|pass(code|phrase|key)|pwd|onetime|(verification|authentication|auth|security|confirmation|access|sms|backup|bestätigungs)code|codede|securityanswer|" +
    "twofactor|card(n|holder)|(credit|debit)card|expir[ya].*date|acc(oun)?t(num|no(?!t))|routingn|sortcode|socialsecurity|nationalins|taxid|steuer(n|id)|kontonummer|passport|" +
    "nationalid|licen[cs]en|(seed|secret)phrase|recovery|mnemonic|privatekey|apikey|accesstoken|contrase|passwort|kennwort|motdepasse|" +
    "senha|parolachiave|wachtwoord|hasło|парол|密码|密碼|パスワード|暗証番号|비밀번호|lösenord|adgangskode|salasana|şifre|kartennummer|pr(ü|ue)f[nz]",
);
/** Looked for as words of their own. */
const secretWords =
  /(^| )(pass|pin|pincode|otp|totp|mfa|2fa|m?tan|cvv|cvc|csc|cc|iban|bic|ssn|nino|dni|cpf|aadhaar|token|secrets?|pan|credentials?)( |$)/;

function isSecret(field: Field): boolean {
  const masked = getComputedStyle(field).getPropertyValue("-webkit-text-security");
  const words = namesOf(field)
    .replace(/([a-z])([A-Z])|([a-zA-Z])(?=\d)/g, "$1$3 $2")
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, " ");
  return !/^(none)?$/.test(masked) || secretWords.test(words) || secretPhrases.test(words.replaceAll(" ", ""));
}

/** All that a page calls a field by. */
function namesOf(field: Field): string {
  const names = ["name", "id", "autocomplete", "aria-label", "placeholder", "title"].map((name) => field.getAttribute(name));
  const labelled = field.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const labels = [...((field as TextControl).labels ?? []), ...labelled.map((id) => document.getElementById(id))];
  return [...names, ...labels.map((label) => label?.textContent?.slice(0, 200))].join(" ");
}
