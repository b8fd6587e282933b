// Whether an offered model fits on this machine: what is known of its shape is put to the engine. Must not know: how it finds out.

import { entryOf } from "../../models/catalogue.js";
import type { Assessment, FitShape, Offer } from "../../shared/models_port.js";

export type Assess = (shape: FitShape, gpu: string) => Promise<Assessment>;

/** Null: too little is known of the model. */
export async function fitOf(offer: Offer, gpu: string, assess: Assess | undefined): Promise<Assessment | null> {
  const shape = shapeOf(offer);
  return shape && assess ? assess(shape, gpu) : null;
}

function shapeOf({ repository, file, bytes }: Offer): FitShape | undefined {
  const entry = entryOf(repository, file);
  if (!entry?.shape) return undefined;
  const { architecture, context_tokens: context, types, shape } = entry;
  const quantisation = types.find((type) => type !== "F32") ?? "F32";
  return { architecture, ...shape, context, quantisation, fileBytes: bytes };
}
