// The Models tab with the shipped package, against a server that plays the Hub: from choosing a model to writing with it.
import assert from "node:assert/strict";
import { createHash, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { fixtures } from "./dist.ts";
import { COMMIT, FILE_HOST, HUB_HOST, HubServer } from "./hub_server.ts";
import { entry, FILE, ID, ModelsTab, NAME, REPOSITORY, row } from "./models_tab.ts";
import { splitGguf } from "./split_gguf.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const bytes = await readFile(path.join(fixtures, "tiny.gguf"));
const sha256 = createHash("sha256").update(bytes).digest("hex");

for (const name of browsers) {
  describe(`${name}: models`, () => {
    let hub: HubServer;
    let stage: Stage;
    let tab: ModelsTab;
    before(async () => {
      hub = await HubServer.start();
      hub.put(REPOSITORY, FILE, bytes, { cardData: { license: "apache-2.0" } });
      stage = await Stage.set(name, { hub });
    });
    beforeEach(async () => {
      hub.behave();
      hub.requests.length = 0;
      tab = await ModelsTab.open(stage);
    });
    afterEach(async () => {
      await tab.page.close();
      await stage.assertQuiet();
    });
    after(async () => {
      await stage?.strike();
      await hub?.close();
    });

    test("the built-in model is there, and nothing was asked of anybody", async () => {
      await tab.says(row("built-in"), /^tiny\s+107 kB\s+comes with Inkling\s+In memory\s+Writing\s+Chat\s+Unload/);
      assert.deepEqual(hub.requests, []);
      await tab.says("#models-disk", /Models take 0 B; [\d.]+ [GMT]B are free/);
    });

    test("chosen, looked up, fetched, checked, and written with", async () => {
      await tab.get();
      await tab.says(`${entry} .offer`, new RegExp(`107 kB from ${REPOSITORY}, version ${COMMIT.slice(0, 7)}; every byte is checked by its SHA-256`));
      assert.deepEqual(hub.requests.map(({ host }) => host), [HUB_HOST], "the listing alone");
      await tab.press(`${entry} .offer`, "Cancel");
      await tab.download();
      await tab.isWhole();
      assert.equal(await tab.sha256(), sha256);
      const files = await tab.files();
      assert.deepEqual(Object.keys(files).sort(), [`models/${ID}/model.gguf`, `models/${ID}/record.json`]);
      assert.equal(files[`models/${ID}/model.gguf`], bytes.length);
      assert.ok(hub.requests.some(({ host, range }) => host === FILE_HOST && range === `bytes=0-${bytes.length - 1}`));

      await tab.choose("writing");
      await tab.says(row(), /In memory/, 60);
      const panel = await stage.panel();
      const ready = await panel.ready();
      assert.equal(ready.model, NAME);
      const field = await stage.openField("<textarea id=field cols=60></textarea>");
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.page.close();
    });

    test("what is in use cannot be deleted; what is not gives its room back", async () => {
      await tab.says(row(), /In memory/);
      assert.doesNotMatch((await tab.text(row())) ?? "", /Delete/);
      await tab.choose("writing", "built-in");
      await tab.says(row("built-in"), /In memory/, 60);
      await tab.remove();
      assert.deepEqual(await tab.files(), {});
      await tab.says("#models-disk", /Models take 0 B/);
      await tab.sees("the entry in the catalogue", entry);
    });

    test("a model in several files is one, and answers as it does in one", async () => {
      const [repository, file] = ["some/split-GGUF", "tiny-Q8_0-00001-of-00002.gguf"];
      for (const [at, part] of splitGguf(bytes, "token_embd.weight", 5).entries()) hub.put(repository, `tiny-Q8_0-0000${at + 1}-of-00002.gguf`, part);
      hub.put(repository, "lost-00001-of-00003.gguf", bytes);
      const id = "some-split-gguf-tiny-q8_0-00001-of-00002";
      await tab.find(repository);
      await tab.says("#models-find + .offer", /107 kB from some\/split-GGUF/);
      await tab.press("#models-find + .offer", "Download");
      await tab.isWhole(id);
      const sent = hub.requests.filter(({ host }) => host === FILE_HOST).map(({ path }) => path.split("/").pop());
      assert.deepEqual(sent.slice(-2), [file, "tiny-Q8_0-00002-of-00002.gguf"]);
      await tab.choose("writing", id);
      await tab.says(row(id), /In memory/, 60);
      const field = await stage.openField("<textarea id=field cols=60></textarea>");
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.page.close();
      await tab.choose("writing", "built-in");
      await tab.says(row("built-in"), /In memory/, 60);
      await tab.remove(id);
    });

    test("paused and resumed it goes on where it was", async () => {
      hub.behave({ holdAt: 65_536 });
      await tab.download();
      await tab.says(row(), /65.5 kB of 107 kB/);
      await tab.press(row(), "Pause");
      await tab.says(row(), /Paused at 65.5 kB of 107 kB/);
      assert.equal((await tab.files())[`models/${ID}/model.part`], 65_536);
      hub.behave();
      hub.requests.length = 0;
      await tab.press(row(), "Resume");
      await tab.isWhole();
      assert.equal(await tab.sha256(), sha256);
      assert.deepEqual(hub.requests.map(({ range }) => range), [`bytes=65536-${bytes.length - 1}`, `bytes=65536-${bytes.length - 1}`]);
      await tab.remove();
    });

    test("a closed popup stops nothing, and two popups show the same", async () => {
      hub.behave({ holdAt: 50_000 });
      await tab.download();
      await tab.says(row(), /50 kB of 107 kB/);
      const other = await ModelsTab.open(stage);
      await other.says(row(), /50 kB of 107 kB/);
      await tab.page.close();
      hub.behave();
      await other.isWhole();
      tab = await ModelsTab.open(stage);
      await tab.isWhole();
      await other.remove();
      await tab.sees("the model", row(), false);
      await other.page.close();
    });

    test("cut at a random byte twenty times it ends with the right hash", async () => {
      hub.behave({ cuts: Array.from({ length: 20 }, () => randomInt(1, 5_000)) });
      await tab.download();
      await tab.isWhole(ID, 120);
      assert.equal(await tab.sha256(), sha256);
      assert.ok(hub.requests.filter(({ host }) => host === FILE_HOST).length > 20);
      await tab.remove();
    });

    test("from a server without ranges it comes whole", async () => {
      hub.behave({ noRanges: true, cuts: [60_000] });
      await tab.download();
      await tab.isWhole();
      assert.equal(await tab.sha256(), sha256);
      await tab.remove();
    });

    test("a wrong hash deletes the file and says so", async () => {
      hub.behave({ wrong: true });
      await tab.download();
      await tab.says("#models-notice", new RegExp(`bytes of ${NAME} are not the ones that the Hub promises.*deleted; fetch it again`, "s"));
      await until("the file to be gone", async () => Object.keys(await tab.files()).length === 0);
      await tab.sees("the entry in the catalogue", entry);
    });

    test("a file that is no model is deleted at its first bytes", async () => {
      hub.put("some/other-GGUF", "page.gguf", Buffer.from("<!doctype html>".repeat(10_000)));
      await tab.find("some/other-GGUF");
      await tab.says("#models-find + .offer", /It does not fit here. This model cannot be run/);
      await tab.press("#models-find + .offer", "Download anyway");
      await tab.says("#models-notice", /What came as page is no GGUF file, and was deleted/);
      await until("the file to be gone", async () => Object.keys(await tab.files()).length === 0);
    });

    for (const [status, words] of [
      [404, new RegExp(`The Hub has no ${NAME} there`)],
      [403, new RegExp(`hands out ${NAME} only to people with an account`)],
      [400, /The Hub answered with an error \(400\)/],
    ] as const) {
      test(`the file host's ${status} is told in a sentence`, async () => {
        hub.behave({ statuses: [status] });
        await tab.download();
        await tab.says(row(), words);
        await tab.remove();
      });
    }

    test("addresses are told apart: repository, quantisation, file, and what is none", async () => {
      stage.expect(/status of 401/); // the browser's own line about it
      hub.put("some/many-GGUF", "many-Q4_0.gguf", bytes);
      hub.put("some/many-GGUF", "many-Q8_0.gguf", Buffer.concat([bytes, bytes]));
      hub.put("some/text", "README.md", Buffer.from("words"));
      const typed = "#models-find + .offer";
      await tab.find("some/many-GGUF");
      await tab.says(typed, /Choose a file:\s+many-Q4_0.gguf\s+107 kB\s+many-Q8_0.gguf\s+214 kB/);
      await tab.press(typed, "many-Q4_0.gguf\n107 kB");
      await tab.says(typed, /107 kB from some\/many-GGUF/);
      await tab.find("some/many-GGUF:q8_0");
      await tab.says(typed, /214 kB from some\/many-GGUF/);
      await tab.find(`https://${HUB_HOST}/some/many-GGUF/blob/main/many-Q4_0.gguf`);
      await tab.says(typed, /107 kB from some\/many-GGUF/);
      await tab.find("some/text");
      await tab.says(typed, /some\/text holds no GGUF file/);
      await tab.find("some/many-GGUF/none.gguf");
      await tab.says(typed, /The Hub has no none.gguf there/);
      await tab.find("some/secret");
      await tab.says(typed, /hands out some\/secret only to people with an account.*says the same/s);
      await tab.find("what is this");
      await tab.says(typed, /“what is this” is no address on the Hub/);
    });

    test("a file of the user's is taken as it is, and writes", async () => {
      await tab.pick("my own.gguf", bytes);
      await tab.isWhole("my-own");
      assert.equal(await tab.sha256("my-own"), sha256);
      await tab.choose("writing", "my-own");
      await tab.says(row("my-own"), /In memory/, 60);
      await tab.choose("writing", "built-in");
      await tab.says(row("built-in"), /In memory/, 60);
      await tab.remove("my-own");
      await tab.pick("photo.gguf", Buffer.from("JPEG".repeat(99)));
      await tab.says("#models-notice", /What came as photo is no GGUF file/);
      assert.deepEqual(await tab.files(), {});
      assert.deepEqual(hub.requests, []);
    });

    for (const [what, damage, says, button] of [
      ["weights that are no numbers", (file: Buffer) => file.fill(0xff, file.length - 100), /`output.weight` holds what is not a number \(byte \d+\)/, "Download"],
      ["words that nothing is joined to", (file: Buffer) => file.fill("?", file.indexOf("ĠMond a"), file.indexOf("ĠMond a") + 3), /is not a merge of two tokens.*\(byte \d+\)/, "Download anyway"],
      ["an end that is missing", (file: Buffer) => file.subarray(0, 60_000), /the file ends at byte 60000/, undefined],
    ] as const) {
      test(`a file with ${what} is looked through and deleted before anything is made of it`, async () => {
        const damaged = damage(Buffer.from(bytes));
        await tab.pick("from disk.gguf", damaged);
        await tab.says("#models-notice", new RegExp(`from disk cannot be used, and was deleted.*${says.source}`, "s"));
        await until("the file to be gone", async () => Object.keys(await tab.files()).length === 0);
        if (button === undefined) return;
        // What the Hub promises it sends: the hash is right.
        hub.put("some/broken-GGUF", "broken-Q8_0.gguf", damaged);
        await tab.find("some/broken-GGUF");
        await tab.press("#models-find + .offer", button);
        await tab.says("#models-notice", new RegExp(`broken.* cannot be used, and was deleted.*${says.source}`, "s"));
        await until("the file to be gone", async () => Object.keys(await tab.files()).length === 0);
      });
    }

    test("erased from the Privacy tab while one comes and one is in use: nothing is left, and the built-in one writes", async () => {
      await tab.pick("used.gguf", bytes);
      await tab.isWhole("used");
      await tab.choose("writing", "used");
      await tab.says(row("used"), /In memory/, 60);
      hub.behave({ holdAt: 65_536 });
      await tab.download();
      await tab.says(row(), /65.5 kB of 107 kB/);
      const privacy = await stage.driver.openExtension("popup/popup.html#privacy");
      await until("the button", () =>
        privacy.evaluate(() => {
          const button = document.querySelector<HTMLButtonElement>("#erase-models");
          const can = Boolean(button?.checkVisibility() && !button.disabled);
          if (can) button?.click();
          return can;
        }),
      );
      await until("the question", () =>
        privacy.evaluate(() => {
          const button = document.querySelector<HTMLButtonElement>("#erase-yes");
          const isOpen = Boolean(button?.checkVisibility());
          if (isOpen) button?.click();
          return isOpen;
        }),
      );
      await until("the files to be gone", async () => Object.keys(await tab.files()).length === 0);
      await tab.sees("the download", row(), false);
      await tab.says(row("built-in"), /In memory/, 60);
      await privacy.close();
    });
  });
}
