// How answers are made: each setting with plain words for what it does.

import { defaults, type Settings } from "../../shared/settings.js";
import { say, type MessageKey } from "../../shared/words.js";
import { element, make } from "./dom.js";

type ChatSettings = Settings["chat"];
type NumberName = Exclude<keyof ChatSettings, "systemPrompt">;

interface Field {
  name: NumberName;
  label: MessageKey;
  help: MessageKey;
  least: number;
  most: number;
  /** 1: whole numbers. */
  step: number;
}

const fields: Field[] = [
  { name: "temperature", label: "chatTemperature", help: "chatTemperatureHelp", least: 0, most: 2, step: 0.05 },
  { name: "topK", label: "chatTopK", help: "chatTopKHelp", least: 0, most: 1_000, step: 1 },
  { name: "topP", label: "chatTopP", help: "chatTopPHelp", least: 0, most: 1, step: 0.01 },
  { name: "minP", label: "chatMinP", help: "chatMinPHelp", least: 0, most: 1, step: 0.01 },
  { name: "repetitionPenalty", label: "chatRepetition", help: "chatRepetitionHelp", least: 0.5, most: 2, step: 0.05 },
  { name: "seed", label: "chatSeed", help: "chatSeedHelp", least: 0, most: 0xffff_ffff, step: 1 },
  { name: "maxTokens", label: "chatMaxTokens", help: "chatMaxTokensHelp", least: 0, most: 100_000, step: 1 },
];

const form = element("settings", HTMLFormElement);
const systemPrompt = make("textarea");
const inputs = new Map<NumberName, HTMLInputElement>();

/** `onChange`: hears of settings that are right only. */
export function makeSettings(onChange: (settings: ChatSettings) => void): void {
  systemPrompt.rows = 3;
  systemPrompt.maxLength = 20_000;
  const reset = make("button", "", say("chatReset"));
  reset.type = "button";
  reset.addEventListener("click", () => {
    showSettings(defaults.chat);
    onChange(defaults.chat);
  });
  const row = make("div", "chat-setting wide");
  row.append(...labelled("systemPrompt", "chatSystemPrompt", "chatSystemPromptHelp", systemPrompt));
  form.append(make("h3", "", say("chatAdvanced")), row, ...fields.map(numberRow), make("p", "chat-reset", reset));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const settings = chosen();
    if (form.checkValidity() && settings) onChange(settings);
    else if (form.checkVisibility()) form.reportValidity();
  });
}

export function showSettings(settings: ChatSettings): void {
  if (form.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement) return;
  systemPrompt.value = settings.systemPrompt;
  for (const [name, input] of inputs) input.value = settings[name] === null ? "" : String(settings[name]);
}

function numberRow({ name, label, help, least, most, step }: Field): HTMLElement {
  const input = make("input");
  Object.assign(input, { type: "number", min: String(least), max: String(most), step: step === 1 ? "1" : "any", required: name !== "seed" });
  input.inputMode = step === 1 ? "numeric" : "decimal";
  if (name === "seed") input.placeholder = say("chatSeedNone");
  inputs.set(name, input);
  const row = make("div", "chat-setting");
  row.append(...labelled(name, label, help, input));
  return row;
}

function labelled(name: string, label: MessageKey, help: MessageKey, control: HTMLElement): HTMLElement[] {
  control.id = `chat-set-${name}`;
  const caption = make("label", "", say(label));
  caption.htmlFor = control.id;
  const words = make("p", "", say(help));
  words.id = `${control.id}-help`;
  control.setAttribute("aria-describedby", words.id);
  return [caption, control, words];
}

function chosen(): ChatSettings {
  const read = (name: NumberName): number | null => {
    const { value } = inputs.get(name) as HTMLInputElement;
    return value.trim() === "" ? null : Number(value);
  };
  const numbers = Object.fromEntries(fields.map(({ name }) => [name, read(name)])) as Omit<ChatSettings, "systemPrompt">;
  return { systemPrompt: systemPrompt.value, ...numbers };
}
