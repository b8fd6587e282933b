// Which models the files are that a person picked together: by its name each is one, or a part of one. Pure.

import { placeOf, wholeName } from "../../shared/hub.js";
import { TroubleError } from "../../shared/troubles.js";

export interface Named {
  name: string;
}

export interface Picked<F extends Named> {
  name: string;
  /** In their order. */
  files: F[];
}

interface Part<F extends Named> {
  file: F;
  model: string;
  at: number;
  count: number;
}

/** Where a file of a name is there already, a browser writes the next one's so. */
const repeated = / ?\(\d+\)(?=\.gguf$)/i;
/** More than that in a sentence help nobody. */
const mostNamed = 8;

/** Throws a `TroubleError` where parts are missing, doubled, or of several models: then none is taken. */
export function modelsIn<F extends Named>(files: readonly F[]): Picked<F>[] {
  const parts = files.map(partOf);
  const models: Part<F>[][] = [];
  for (const part of parts) {
    const model = models.find(([first]) => part.count > 1 && first?.count === part.count && first.model === part.model);
    if (model) model.push(part);
    else models.push([part]);
  }
  for (const model of models) check(model, parts);
  return models.map((model) => {
    const inOrder = model.toSorted((one, other) => one.at - other.at);
    return { name: model[0]?.model ?? "", files: inOrder.map(({ file }) => file) };
  });
}

function partOf<F extends Named>(file: F): Part<F> {
  const plain = file.name.replace(repeated, "");
  const { at, count } = placeOf(plain);
  const isPart = count > 1 && at >= 1 && at <= count;
  const whole = isPart ? wholeName(plain) : file.name;
  return { file, model: whole.replace(/\.gguf$/i, ""), ...(isPart ? { at, count } : { at: 1, count: 1 }) };
}

function check<F extends Named>(model: readonly Part<F>[], all: readonly Part<F>[]): void {
  const [first] = model;
  if (!first) return;
  const missing = Array.from({ length: first.count }, (_, at) => at + 1).filter((at) => !model.some((part) => part.at === at));
  const twice = model.find((part, place) => model.findIndex(({ at }) => at === part.at) < place);
  const other = all.find((part) => part.count > 1 && !model.includes(part));
  if (missing.length > 0 && other) throw new TroubleError("partsMixed", first.file.name, other.file.name);
  if (twice) throw new TroubleError("partTwice", model.find(({ at }) => at === twice.at)?.file.name ?? "", twice.file.name);
  if (missing.length === 0) return;
  const named = missing.length > mostNamed ? [...missing.slice(0, mostNamed), "…"] : missing;
  throw new TroubleError("partsLacking", first.model, `${first.count}`, named.join(", "));
}
