// What is fetched outlives what happens to the browser: closed in the middle, the background ended, a disk that runs full.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, rmdir, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fixtures, temporary } from "./dist.ts";
import { HubServer } from "./hub_server.ts";
import { entry, FILE, ID, ModelsTab, REPOSITORY, row } from "./models_tab.ts";
import { browsers, Stage } from "./stage.ts";
import { until } from "./until.ts";

const tiny = await readFile(path.join(fixtures, "tiny.gguf"));
/** Behind its weights a file may have anything. */
const bytes = Buffer.concat([tiny, randomBytes(8_000_000 - tiny.length)]);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const HELD = 2_000_000;

/** A disk of this size, in memory; what is wrong where it cannot be had. */
async function smallDisk(megabytes: number): Promise<{ folder: string } | { wrong: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "inkling-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
    return { folder };
  } catch (error) {
    await rmdir(folder);
    return { wrong: `a small disk could not be mounted (root may): ${String((error as { stderr?: Buffer }).stderr ?? error)}` };
  }
}

for (const name of browsers) {
  describe(`${name}: models, again`, () => {
    let hub: HubServer;
    before(async () => {
      hub = await HubServer.start();
      hub.put(REPOSITORY, FILE, bytes);
    });
    after(() => hub.close());

    const heldIsNoted = (tab: ModelsTab): Promise<boolean> =>
      until("what has come to be written down", async () => {
        const text = await tab.read(`${ID}/record.json`);
        if (text && JSON.parse(text).receivedBytes === HELD) return true;
        throw new Error(`${text}; ${await tab.text(row())}; ${await tab.text(`${entry} .offer`)}`);
      });

    test("a browser that is closed meanwhile goes on when it is opened again", async () => {
      hub.behave({ holdAt: HELD });
      const stage = await Stage.set(name, { hub, profile: await temporary("profile") });
      try {
        let tab = await ModelsTab.open(stage);
        await tab.download();
        await heldIsNoted(tab);
        await stage.reopen();
        tab = await ModelsTab.open(stage);
        await tab.says(row(), /Paused at 2 MB of 8 MB/);
        hub.behave();
        hub.requests.length = 0;
        await tab.press(row(), "Resume");
        await tab.isWhole();
        assert.equal(await tab.sha256(), sha256);
        assert.equal(hub.requests[0]?.range, `bytes=${HELD}-${bytes.length - 1}`);
        await stage.assertQuiet();
      } finally {
        await stage.strike();
      }
    });

    test("a full disk is told, keeps what has come, and goes on when there is room", async (t) => {
      const disk = await smallDisk(400);
      if ("wrong" in disk) return t.skip(disk.wrong);
      hub.behave({ holdAt: HELD });
      const ballast = path.join(disk.folder, "ballast");
      let stage: Stage | undefined;
      try {
        stage = await Stage.set(name, { hub, profile: path.join(disk.folder, "profile") });
        const tab = await ModelsTab.open(stage);
        // Firefox's estimate does not know how small this disk is: there it is told when it is full.
        if (name === "chromium") {
          hub.put("some/large-GGUF", "large.gguf", Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(420_000_000)]));
          await tab.find("some/large-GGUF");
          await tab.press("#models-find + .offer", "Download anyway");
          await tab.says("#models-find + .offer", /not enough room on the disk: 470 MB are needed, \d+ MB are free/);
        }
        await tab.download();
        await heldIsNoted(tab);
        const { bavail, bsize } = await statfs(disk.folder);
        await writeFile(ballast, Buffer.alloc(bavail * bsize - 300_000));
        hub.behave();
        await tab.says(row(), /The disk is full; the model takes 8 MB in all/);
        assert.ok(((await tab.files())[`models/${ID}/model.part`] ?? 0) >= HELD, "what has come is kept");
        await rm(ballast);
        await tab.press(row(), "Resume");
        await tab.isWhole();
        assert.equal(await tab.sha256(), sha256);
      } finally {
        await stage?.strike();
        execFileSync("umount", ["-l", disk.folder]);
        await rmdir(disk.folder);
      }
    });
  });
}
