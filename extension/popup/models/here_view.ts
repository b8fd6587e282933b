// The models that are here or on their way: which does what, how far one has come, what can be done with it.
// Must not know: ports.

import { BUILT_IN } from "../../shared/model_store.js";
import { make } from "../../shared/dom.js";
import type { StoredModel } from "../../shared/models_port.js";
import type { HostStatus, Role } from "../../shared/ports.js";
import { size } from "../../shared/sizes.js";
import type { Say } from "../../shared/words.js";
import { Rows, write, type Row } from "./rows.js";
import { statusLine, transferLine } from "./sentences.js";
import { modelFor, type State } from "./state.js";

export interface HereActions {
  use(role: Role, model: string): void;
  unload(role: Role): void;
  pause(model: string): void;
  resume(model: string): void;
  remove(model: string): void;
}

interface Item {
  id: string;
  name: string;
  bytes: number;
  about: string;
  stored: StoredModel | undefined;
  /** What it is there for. */
  roles: Role[];
  status: HostStatus | undefined;
}

const roles: Role[] = ["writing", "chat"];

export function itemsOf(state: State, say: Say): Item[] {
  const rolesOf = (id: string): Role[] => roles.filter((role) => modelFor(state, role) === id);
  const statusOf = (used: Role[]): HostStatus | undefined => used[0] && state.status[used[0]];
  const builtIn = state.builtIn ? [{ id: BUILT_IN, ...state.builtIn, about: say("modelBuiltIn"), stored: undefined }] : [];
  const added = (state.models ?? []).map((stored) => {
    const { id, name, bytes, quantisation, licence, source, files } = stored.record;
    const from = files ? say("modelFromFiles", String(files.length)) : say("modelFromFile");
    const about = [quantisation, licence, source.kind === "file" ? from : ""].filter(Boolean).join(" · ");
    return { id, name, bytes, about, stored };
  });
  return [...builtIn, ...added].map((item) => {
    const used = rolesOf(item.id);
    return { ...item, roles: used, status: statusOf(used) };
  });
}

export function hereRows(list: HTMLElement, actions: HereActions, say: Say): Rows<Item> {
  return new Rows<Item>(list, ({ id }) => id, (item) => makeRow(item, actions, say));
}

function makeRow({ id, name }: Item, actions: HereActions, say: Say): Row<Item> {
  const element = make("li", "", "model");
  element.dataset.model = id;
  const title = make("strong", name);
  const bytes = make("span", "", "size");
  const about = make("p", "", "about");
  const light = make("span", "", "light");
  const words = make("span");
  const state = make("p", "", "doing");
  state.append(light, words);
  const progress = make("progress");
  progress.ariaLabel = say("transferNamed", name);
  const line = make("p", "", "line");

  const head = make("div", "", "head");
  head.append(title, bytes);
  const choice = make("span", "", "roles");
  const inputs = roles.map((role) => {
    const input = make("input");
    Object.assign(input, { type: "radio", name: `role-${role}`, value: id });
    input.ariaLabel = say(role === "writing" ? "useForWriting" : "useForChat", name);
    input.addEventListener("change", () => actions.use(role, id));
    const label = make("label");
    label.append(input, make("span", say(role === "writing" ? "roleWriting" : "roleChat")));
    choice.append(label);
    return { role, input };
  });

  const button = (words: string, act: () => void, className = "plain"): HTMLButtonElement => {
    const made = make("button", words, className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  let shown: Item;
  const used = (): Role => shown.roles[0] ?? "writing";
  const load = button(say("modelLoad"), () => actions.use(used(), id));
  const unload = button(say("modelUnload"), () => actions.unload(used()));
  const pause = button(say("modelPause"), () => actions.pause(id));
  const resume = button(say("modelResume"), () => actions.resume(id));
  const remove = button(say("delete"), () => ask(true), "plain remove");
  remove.ariaLabel = say("modelDeleteNamed", name);
  const question = make("div", "", "question");
  const asked = make("p");
  const yes = button(say("delete"), () => actions.remove(id), "danger");
  const no = button(say("modelKeep"), () => ask(false), "");
  question.append(asked, yes, no);
  question.hidden = true;
  const ask = (isAsked: boolean): void => {
    question.hidden = !isAsked;
    remove.hidden = isAsked;
    (isAsked ? no : remove).focus();
  };
  const foot = make("div", "", "foot");
  const buttons = make("span", "", "buttons");
  buttons.append(load, unload, pause, resume, remove);
  foot.append(choice, buttons);
  element.append(head, about, state, progress, line, foot, question);

  return {
    element,
    update(item) {
      shown = item;
      const { stored, status, roles: does } = item;
      const transfer = stored?.transfer;
      write(bytes, size(item.bytes, say));
      write(about, item.about);
      light.dataset.light = status?.state === "ready" ? "good" : status?.state === "failed" ? "bad" : "busy";
      light.hidden = status?.state === "unloaded";
      words.textContent = statusLine(status, say);
      state.hidden = does.length === 0 || !status;
      choice.hidden = Boolean(transfer);
      for (const { role, input } of inputs) input.checked = does.includes(role);
      progress.hidden = !transfer;
      if (transfer && stored) {
        progress.max = stored.record.bytes;
        progress.value = transfer.receivedBytes;
        element.dataset.transfer = transfer.state;
      } else {
        delete element.dataset.transfer;
      }
      write(line, transfer && stored ? transferLine(transfer, stored.record.bytes, say) : "");
      load.hidden = status?.state !== "unloaded";
      unload.hidden = status?.state !== "ready";
      const isMoving = transfer && ["running", "waiting", "queued"].includes(transfer.state);
      const isFile = stored?.record.source.kind === "file";
      pause.hidden = !isMoving || isFile;
      resume.hidden = !transfer || Boolean(isMoving) || isFile;
      // What is in use stays: another model is chosen first.
      const mayGo = stored !== undefined && does.length === 0;
      remove.hidden = !mayGo || !question.hidden;
      if (!mayGo) question.hidden = true;
      const occupied = transfer ? transfer.receivedBytes : item.bytes;
      asked.textContent = say("modelDeleteAsk", name, size(occupied, say));
    },
  };
}
