// Where the rewrite panel stands and how it looks: always whole within the window, whatever the page and the zoom.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Field } from "./field.ts";
import { rewriting, type Rewriter, type Seen } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER } from "./tiny.ts";

/** What is left of 1000 × 720 at 400%. */
const ZOOMED = { width: 250, height: 180 };
const at = (place: string, more = ""): string =>
  `<style>#field { position: fixed; width: 220px; height: 44px; ${place} }</style><textarea id=field ${more}></textarea>`;

const places = {
  "top left": "left: 0; top: 0",
  "top right": "right: 0; top: 0",
  "bottom left": "left: 0; bottom: 0",
  "bottom right": "right: 0; bottom: 0",
  "the middle": "left: 380px; top: 330px",
};

function assertWhole({ box, view, stage }: Seen): void {
  assert.ok(box.left >= 0 && box.top >= 0 && box.right <= view.width && box.bottom <= view.height, JSON.stringify({ stage, box, view }));
  assert.ok(box.right - box.left >= Math.min(200, view.width - 20), "wide enough");
}

for (const name of browsers) {
  describe(`${name}: the panel's layout`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const shoot = async ({ page }: Field, what: string): Promise<void> => {
      await page.screenshot({ path: stage.picture(`panel-${what.replaceAll(" ", "-")}`) as "x.png" });
    };
    const answered = async (field: Field, rewriter: Rewriter): Promise<Seen> => {
      await field.press("Enter");
      return rewriter.answers(ANSWER);
    };

    for (const [where, place] of Object.entries(places)) {
      test(`${where}: whole, and beside the field`, async () => {
        const { field, rewriter } = await rewriting(stage, at(place));
        const offers = await rewriter.offers();
        assertWhole(offers);
        await shoot(field, where);
        const seen = await answered(field, rewriter);
        assertWhole(seen);
        const text = await field.frame.$eval("#field", (field) => field.getBoundingClientRect().toJSON() as Seen["box"]);
        for (const { box } of [offers, seen]) {
          assert.ok(box.left < text.right && box.right > text.left, "beside it");
          assert.ok(box.top >= text.top + 12 || box.bottom <= text.top + 6, `not over its first line: ${JSON.stringify({ box, text })}`);
        }
        await field.page.close();
      });
    }

    test("at 400%: whole, its parts can be scrolled to, and Replace works", async () => {
      const { field, rewriter } = await rewriting(stage, "<textarea id=field rows=4 style='width: 90%'></textarea>");
      await field.page.setViewport(ZOOMED);
      const small = await rewriter.is("be whole", ({ view, box }) => view.width === ZOOMED.width && box.bottom <= view.height);
      assertWhole(small);
      await shoot(field, "400%");
      await field.press("End");
      await rewriter.is("be at the end", ({ focus }) => focus === "Or say what to change");
      await shoot(field, "400%-end");
      await field.press("ArrowDown");
      const seen = await answered(field, rewriter);
      assertWhole(seen);
      await shoot(field, "400%-answer");
      await field.press("Enter");
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("in a modal dialog", async () => {
      const dialog = `<dialog id=dialog style="width: 400px"><p>Reply</p><textarea id=field cols=40 rows=4></textarea></dialog>`;
      const { field, rewriter } = await rewriting(stage, `${dialog}<script>dialog.showModal()</script>`);
      assertWhole(await rewriter.offers());
      await shoot(field, "dialog");
      await field.page.close();
    });

    test("it goes along when the page scrolls", async () => {
      const { field, rewriter } = await rewriting(stage, "<div style='height: 300px'></div><textarea id=field cols=60 rows=3></textarea><div style='height: 2000px'>");
      const before = await rewriter.offers();
      await field.frame.evaluate(() => scrollBy(0, 100));
      const moved = await rewriter.is("go along", ({ box }) => Math.abs(before.box.top - box.top - 100) <= 1);
      assertWhole(moved);
      await field.frame.evaluate(() => scrollBy(0, 1500));
      assertWhole(await rewriter.is("stay in the window", ({ box }) => box.top !== moved.box.top));
      await field.page.close();
    });

    test("right to left: it begins where the text does", async () => {
      const { field, rewriter } = await rewriting(stage, at("left: 400px; top: 100px; width: 400px", "dir=rtl"), "שלום לכולם, אני כותב אליכם");
      const { box } = await rewriter.offers();
      const text = await field.frame.$eval("#field", (field) => field.getBoundingClientRect().right);
      assert.ok(Math.abs(box.right - text) < 8, JSON.stringify({ box, text }));
      await shoot(field, "rtl");
      const { direction } = await answered(field, rewriter);
      assert.equal(direction, "rtl");
      await shoot(field, "rtl-answer");
      await field.page.close();
    });

    test("long answers scroll within it", async () => {
      const { field, rewriter } = await rewriting(stage, "<textarea id=field cols=60 rows=6></textarea>", "Thank you for your email. ".repeat(60).trim());
      assertWhole(await answered(field, rewriter));
      await shoot(field, "long");
      await field.page.close();
    });

    const odd = {
      "a page's wild styles":
        "<style>* { font: 40px serif !important; color: red !important; transform: rotate(9deg) } html { zoom: 1.5 }</style>",
      "a page's strict policy": `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`,
    };
    for (const [what, head] of Object.entries(odd)) {
      test(`under ${what} it looks the same`, async () => {
        const { field, rewriter } = await rewriting(stage, `${head}<textarea id=field cols=30 rows=3></textarea>`);
        const seen = await rewriter.offers();
        assertWhole(seen);
        assert.equal(Math.round(seen.box.right - seen.box.left), 340, "as wide as ever");
        assert.equal(Math.round(seen.rowHeight), 32, "rows as high as ever");
        await shoot(field, what.replace("'", ""));
        await field.page.close();
      });
    }

    test("dark on a page that is dark, light on one that says so", async () => {
      const shades = [
        ["dark", "<style>body { background: #16181d; color: #eee } textarea { background: transparent; color: inherit }</style>"],
        ["dark", "<meta name=color-scheme content=dark>"],
        ["light", "<meta name=color-scheme content=light>"],
      ] as const;
      for (const [index, [shade, head]] of shades.entries()) {
        const { field, rewriter } = await rewriting(stage, `${head}<textarea id=field cols=60 rows=5></textarea>`);
        assert.equal((await rewriter.offers()).isDark, shade === "dark", head);
        await shoot(field, `shade-${index}-offers`);
        await answered(field, rewriter);
        await shoot(field, `shade-${index}`);
        await field.page.close();
      }
    });
  });

  test(`${name}: dark where the user prefers it and the page says nothing`, async () => {
    const stage = await Stage.set(name, { colorScheme: "dark" });
    try {
      const { rewriter } = await rewriting(stage, "<textarea id=field cols=60 rows=5></textarea>");
      assert.equal((await rewriter.offers()).isDark, true);
      await rewriter.page.screenshot({ path: stage.picture("panel-dark") as "x.png" });
    } finally {
      await stage.strike();
    }
  });
}
