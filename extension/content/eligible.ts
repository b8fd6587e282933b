// Which elements may be read and written at all. Asked before each read and each write, for pages change their fields.
// A false positive loses a suggestion; a false negative leaks a secret.

export type TextControl = HTMLInputElement | HTMLTextAreaElement;
export type Field = TextControl | HTMLElement;

/** `auto`: suggestions come by themselves. `manual`: only when asked for. `never`: not read at all. */
export type Verdict = "auto" | "manual" | "never";

export function isControl(field: Field): field is TextControl {
  return field.localName === "textarea" || field.localName === "input";
}

/** The field that an event is about, or undefined. */
export function fieldOf(event: Event): Field | undefined {
  return fieldAt(event.composedPath()[0]);
}

export function fieldAt(target: unknown): Field | undefined {
  if (!(target instanceof HTMLElement)) return undefined;
  if (isControl(target)) return target;
  if (!target.isContentEditable) return undefined;
  let host = target;
  while (host.parentElement?.isContentEditable) host = host.parentElement;
  return host;
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
  if (isControl(field) && field.type === "password") wereSecret.add(field);
  if (
    wereSecret.has(field) ||
    !isWritable(field) ||
    field.closest("[writingsuggestions]")?.getAttribute("writingsuggestions") === "false" ||
    field.closest(".CodeMirror,.ace_editor,.monaco-editor") ||
    isSecret(field)
  ) {
    return "never";
  }
  if (field.localName === "input") return inputVerdict(field as HTMLInputElement);
  const { role, autocomplete } = attributes(field);
  const isOneLine = /combobox|searchbox/.test(role) || field.getAttribute("aria-multiline") === "false";
  return isOneLine || /address|name|tel|email|postal/.test(autocomplete) || field.closest(".cm-editor") ? "manual" : "auto";
}

function inputVerdict({ type, inputMode, maxLength }: HTMLInputElement): Verdict {
  const isProse = /^(text|search|email|tel|url)$/.test(type);
  const isCode = /numeric|decimal/.test(inputMode) || (maxLength >= 0 && maxLength < 9);
  return isProse && !isCode ? "manual" : "never";
}

function isWritable(field: Field): boolean {
  return (
    field.isConnected &&
    !(isControl(field) && (field.readOnly || field.matches(":disabled"))) &&
    field.ariaReadOnly !== "true" &&
    field.ariaDisabled !== "true"
  );
}

function attributes(field: Field): { role: string; autocomplete: string } {
  return { role: field.getAttribute("role") ?? "", autocomplete: field.getAttribute("autocomplete") ?? "" };
}

/** Looked for anywhere in a field's names, written together. */
const secretPhrases = new RegExp(
  "passw|passcode|passphrase|passkey|pwd|onetime|verificationcode|authenticationcode|authcode|securitycode|securityanswer|" +
    "confirmationcode|accesscode|smscode|twofactor|cardn|creditcard|debitcard|cardholder|expirydate|expirationdate|" +
    "accountn(o|umber)|routingn|sortcode|socialsecurity|taxid|passport|nationalid|licen[cs]en|seedphrase|secretphrase|recovery|" +
    "mnemonic|privatekey|apikey|accesstoken|contrase|passwort|kennwort|motdepasse|senha|wachtwoord|hasło|парол|密码|密碼|" +
    "パスワード|暗証番号|비밀번호|lösenord|adgangskode|salasana|şifre|kartennummer|prüfnummer",
);
/** Looked for as words of their own. */
const secretWords =
  /(^| )(pass|pin|pincode|otp|totp|mfa|2fa|tan|mtan|cvv|cvc|csc|cc|iban|bic|ssn|token|secret|secrets|pan|credential|credentials)( |$)/;

function isSecret(field: Field): boolean {
  const security = getComputedStyle(field).getPropertyValue("-webkit-text-security");
  if (security && security !== "none") return true;
  const words = namesOf(field)
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{L})(\d)/gu, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ");
  return secretWords.test(words) || secretPhrases.test(words.replaceAll(" ", ""));
}

/** All that a page calls a field by. */
function namesOf(field: Field): string {
  const names = ["name", "id", "autocomplete", "aria-label", "placeholder", "title"].map((name) => field.getAttribute(name));
  const root = field.getRootNode() as Document | ShadowRoot;
  const ids = field.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const labels = [...((field as TextControl).labels ?? []), ...ids.map((id) => root.getElementById(id))];
  return [...names, ...labels.map((label) => label?.textContent?.slice(0, 200))].join(" ");
}
