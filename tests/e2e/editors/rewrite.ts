// What the rewrite panel does to a field, done from the extension's own world: it holds the selection, has the focus meanwhile,
// and replaces what it held.
import { until } from "../until.ts";
import type { Visit } from "./visit.ts";

interface World {
  inklingDrawing?: { hold(): object | undefined; replace(held: object, text: string): Promise<boolean> };
  inklingHeld?: object | undefined;
}

export async function rewrite(visit: Visit, text: string): Promise<void> {
  const panel = await visit.stage.panel();
  const url = visit.page.url();
  await until("a selection to hold", async () => {
    return (await panel.runIn(url, () => {
      const world = globalThis as World;
      world.inklingHeld = document.hasFocus() ? world.inklingDrawing?.hold() : undefined;
      return !!world.inklingHeld;
    })).includes(true);
  });
  await visit.page.focus("#next");
  await panel.runIn(url, async (text: string) => {
    const { inklingDrawing, inklingHeld } = globalThis as World;
    return !!inklingHeld && !!(await inklingDrawing?.replace(inklingHeld, text));
  }, text);
}
