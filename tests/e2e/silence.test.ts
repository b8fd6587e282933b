// Nothing leaves the machine, seen from outside: all of the browser's traffic goes through a recording proxy, and what no proxy sees
// (names looked up, datagrams) the browser records itself. What is planted must be noticed, or the silence would prove nothing.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { ChatTab } from "./chat_tab.ts";
import { rewriting, newText } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

/** A worker of the extension that reaches out when it is told to, and says how it went. */
const PLANTED_WORKER = `onmessage = ({ data }) => fetch(data).then(() => postMessage("answered"), () => postMessage("refused"));`;

const plantWorker = (folder: string): Promise<void> => writeFile(path.join(folder, "planted.js"), PLANTED_WORKER);

/** The package as somebody would ship it who wants to reach out. */
async function openPolicy(folder: string): Promise<void> {
  await plantWorker(folder);
  const file = path.join(folder, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  const policy: string = manifest.content_security_policy.extension_pages;
  manifest.content_security_policy.extension_pages = policy.replace(/connect-src [^;]*/, "connect-src *");
  await writeFile(file, JSON.stringify(manifest));
}

/** These run in pages of the browser. */
const reachOut = (url: string): Promise<string> => fetch(url, { mode: "no-cors" }).then(() => "answered", () => "refused");
const reachOutByWorker = (url: string): Promise<string> =>
  new Promise((done) => {
    const worker = new Worker("/planted.js");
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage(url);
  });
const reachOutByWebRtc = async (host: string): Promise<void> => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${host}:3478` }] });
  peer.createDataChannel("planted");
  await peer.setLocalDescription(await peer.createOffer());
};

for (const name of browsers) {
  describe(`${name}: silence`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name, { record: true, change: plantWorker, welcome: true })));
    after(() => stage?.strike());

    const assertSilent = async (): Promise<void> => {
      await stage.assertQuiet();
      assert.deepEqual(await stage.driver.roundTheProxy(), [], "round the proxy");
    };

    test("starting, the first-run page, completing and rewriting reach no other machine", async () => {
      await stage.closeWelcome();
      const field = await stage.openField("<textarea id=field cols=60 rows=4></textarea>");
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.page.close();
      const { field: draft, rewriter } = await rewriting(stage, "<textarea id=field cols=60 rows=4></textarea>");
      await rewriter.click("Fix grammar");
      await rewriter.is("hold the answer", (seen) => newText(seen) === ANSWER);
      await rewriter.click("Replace");
      await draft.hasText(ANSWER);
      await draft.page.close();
      await assertSilent();
    });

    test("chatting reaches no other machine", async () => {
      const chat = await ChatTab.open(stage);
      await chat.until("the chat to be connected", ({ strip }) => strip === "");
      await chat.ask("Hello there, little model");
      await chat.answered(/\w+ \w+/);
      await chat.page.close();
      await assertSilent();
    });

    test("the popup's tabs and the options reach no other machine", async () => {
      const popup = await stage.driver.openExtension("popup/popup.html");
      const tabs = await popup.evaluate(() => [...document.querySelectorAll("[role=tab]")].map(({ id }) => id));
      for (const id of tabs) {
        await popup.evaluate((id) => document.getElementById(id)?.click(), id);
        await until(`${id} to be shown`, () =>
          popup.evaluate((id) => {
            const tab = document.getElementById(id);
            const panel = document.getElementById(tab?.getAttribute("aria-controls") ?? "");
            return tab?.ariaSelected === "true" && panel?.checkVisibility();
          }, id),
        );
      }
      await until("what is kept to be told", () => popup.evaluate(() => document.querySelectorAll("#held li").length > 0));
      await popup.close();
      const options = await stage.driver.openExtension("options/options.html");
      await until("the options", () => options.evaluate(() => document.querySelectorAll("select").length > 3));
      await options.close();
      await assertSilent();
    });

    test("the pages ask for no name or connection ahead of time", async () => {
      for (const file of ["popup/popup.html", "options/options.html", "welcome/welcome.html"]) {
        const page = await stage.driver.openExtension(file);
        const links = await page.evaluate(() => [...document.querySelectorAll("link")].map(({ rel }) => rel));
        assert.deepEqual([...new Set(links)].filter((rel) => rel !== "icon" && rel !== "stylesheet"), [], file);
        await page.close();
      }
    });

    test("the shipped policy keeps a planted fetch in: of a page and of a worker", async () => {
      stage.expect(/planted\.example/);
      const { page } = await stage.panel();
      assert.equal(await page.evaluate(reachOut, "https://page.planted.example/"), "refused");
      assert.equal(await page.evaluate(reachOutByWorker, "https://worker.planted.example/"), "refused");
      await assertSilent();
    });

    test("a planted fetch in a content script's world is noticed", async () => {
      stage.expect(/planted\.example|502/);
      const page = await stage.open("<p>A page</p>");
      await (await stage.panel()).runIn(page.url(), reachOut, "http://content.planted.example/");
      assert.deepEqual(stage.driver.outsideHosts(), ["content.planted.example"]);
      await assert.rejects(assertSilent(), /requests to other machines/);
      await page.close();
    });

    // No policy keeps this in, in either browser: that it is not done is what the silence shows.
    test("planted WebRTC in a page of the extension is noticed", async () => {
      assert.deepEqual(await stage.driver.roundTheProxy(), []);
      await (await stage.panel()).page.evaluate(reachOutByWebRtc, "stun.planted.example");
      await until("the name to be looked up", async () =>
        (await stage.driver.roundTheProxy()).some((seen) => seen.includes("stun.planted.example")),
      );
    });
  });

  describe(`${name}: a package that may reach out`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name, { change: openPolicy })));
    after(() => stage?.strike());

    test("a planted fetch of a page and of a worker is noticed", async () => {
      stage.expect(/planted\.example|502/);
      const { page } = await stage.panel();
      await page.evaluate(reachOut, "http://page.planted.example/");
      await page.evaluate(reachOutByWorker, "https://worker.planted.example/");
      assert.deepEqual(stage.driver.outsideHosts(), ["page.planted.example", "worker.planted.example:443"]);
      await assert.rejects(stage.assertQuiet(), /requests to other machines/);
    });
  });
}
