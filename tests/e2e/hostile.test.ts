// A hostile page learns no ghost text, cannot tell which model is there, and cannot reach the engine; nor can another extension.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import { evaluateIn } from "./browsers/evaluate.ts";
import { everything, knownOfHost, spy, STYLES } from "./hostile_page.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

/** Of the ghost text, of the model and of the extension's address. */
const SECRETS = /meeting|Monday|tiny|gguf|-extension:/i;
const FIELD = "<textarea id=field cols=60 rows=5></textarea>";
const HOSTILE = `<script>(${spy.toString().replaceAll("__name", "((f) => f)")})()</script>${STYLES}${FIELD}`;

for (const name of browsers) {
  describe(`${name}: a hostile page`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    after(() => stage?.strike());

    const shown = async (opening = OPENING, ghost = MEETING): Promise<Page> => {
      const field = await stage.openField(HOSTILE);
      await field.type(opening);
      await field.shows(ghost);
      return field.page;
    };
    const finds = (page: Page, text: string): Promise<boolean> =>
      evaluateIn(
        page,
        (text) => (globalThis as unknown as { find(text: string, ...more: boolean[]): boolean }).find(text, false, false, true),
        text,
      );
    /** What it has learned that it should not have. */
    const learned = async (page: Page): Promise<string[]> => {
      // First, for the other ways move the selection, and the suggestion goes.
      const isFound = await finds(page, "meeting on Monday");
      const all = await evaluateIn(page, everything);
      const words = [...all.matchAll(new RegExp(SECRETS, "gi"))].map(({ index }) => all.slice(index - 40, index + 40));
      return isFound ? ["found", ...words] : words;
    };

    test("it hears what happens in its own page", async () => {
      const page = await shown();
      const all = await evaluateIn(page, everything);
      for (const heard of ["keydown", "focusin", "beforetoggle", "popover"]) assert.ok(all.includes(heard), heard);
      await stage.assertQuiet();
      await page.close();
    });

    test("it learns nothing while a suggestion is shown", async () => {
      const page = await shown();
      assert.deepEqual(await learned(page), []);
      await stage.assertQuiet();
      await page.close();
    });

    test("a ghost made of text would be learned", async () => {
      const page = await shown();
      await stage.driver.inClosedRoots(page.mainFrame(), (root) => root.lastElementChild?.append("the meeting on Monday"));
      assert.equal((await learned(page))[0], "found");
      await page.close();
    });

    test("a ghost told in an attribute, a style or an event would be learned", async () => {
      const plants: Record<string, () => void> = {
        attribute: () => void document.documentElement.lastElementChild?.setAttribute("data-text", "meeting"),
        style: () => (document.documentElement.lastElementChild as HTMLElement).style.setProperty("--text", '"meeting"'),
        event: () => void document.activeElement?.dispatchEvent(new CustomEvent("inkling-write", { detail: "meeting" })),
      };
      for (const [kind, plant] of Object.entries(plants)) {
        const page = await shown();
        await (await stage.panel()).runIn(page.url(), plant);
        assert.notDeepEqual(await learned(page), [], kind);
        await page.close();
      }
    });

    test("what it sees of us is the same for every suggestion: that there is one, and nothing of it", async () => {
      const known = [];
      for (const [opening, ghost] of [
        [OPENING, MEETING],
        ["Thank you for your email. I am writing to ask about the meeting on", " Monday morning."],
      ] as const) {
        const page = await shown(opening, ghost);
        known.push(await evaluateIn(page, knownOfHost));
        await page.close();
      }
      assert.equal(known[0]?.length, 1);
      assert.deepEqual(known[0], known[1]);
      assert.match(String(known[0]), /open:yes.*element:yes.*wide:"/);
    });

    test("what is printed holds nothing of it", async () => {
      const page = await shown();
      await page.emulateMediaType("print").catch(() => undefined); // only Chromium's protocol can
      assert.deepEqual(await learned(page), []);
      await page.close();
    });

    test("it reaches none of the extension's files, and no way to its messages", async () => {
      stage.expect(/-extension:|Denying load|Security Error|may not load|ERR_BLOCKED|Not allowed|ERR_FAILED|Failed to load/i);
      const page = await stage.open(FIELD);
      const base = (await (await stage.panel()).page.evaluate(() => chrome.runtime.getURL(""))) as string;
      const reached = await evaluateIn(
        page,
        async (base) => {
          const load = (name: "img" | "script" | "iframe", file: string): Promise<boolean> =>
            new Promise((done) => {
              const element = document.createElement(name);
              element.onload = () => done(name !== "iframe" || reachesInto(element as HTMLIFrameElement));
              element.onerror = () => done(false);
              element.setAttribute("src", base + file);
              document.body.append(element);
              if (name === "iframe") setTimeout(() => done(false), 1_000);
            });
          // A refused frame shows the browser's own page, which tells nothing.
          const reachesInto = ({ contentDocument }: HTMLIFrameElement): boolean => contentDocument?.querySelector("script") != null;
          const answers: Record<string, boolean> = {};
          for (const file of ["manifest.json", "model/model.json", "icons/inkling-16.png", "content/start.js", "popup/popup.html"]) {
            answers[`fetch ${file}`] = await fetch(base + file).then(() => true, () => false);
          }
          answers["img"] = await load("img", "icons/inkling-16.png");
          answers["script"] = await load("script", "content/start.js");
          answers["iframe"] = await load("iframe", "popup/popup.html");
          const { chrome, browser } = globalThis as { chrome?: { runtime?: object }; browser?: object };
          answers["runtime"] = chrome?.runtime !== undefined || browser !== undefined;
          return Object.entries(answers).flatMap(([what, isReached]) => (isReached ? [what] : []));
        },
        base,
      );
      assert.deepEqual(reached, []);
      await page.close();
    });

    test("a content script that was taken over gets no further than a field may", async () => {
      const page = await stage.open(FIELD);
      const panel = await stage.panel();
      const before = await panel.page.evaluate(() => chrome.storage.local.get());
      const [answers] = await panel.runIn(page.url(), async () => {
        type Told = { kind?: string; problem?: { code: string } };
        const runtime = (globalThis as unknown as { chrome: { runtime: { connect(info: object): never; sendMessage(message: object): Promise<unknown>; lastError?: unknown } } }).chrome.runtime;
        /** What comes back on a port of this name: the code of the refusal, or that it is closed. */
        const ask = (name: string, message: object): Promise<string> =>
          new Promise((done) => {
            const port = runtime.connect({ name }) as {
              postMessage(message: object): void;
              disconnect(): void;
              onMessage: { addListener(listener: (told: Told) => void): void };
              onDisconnect: { addListener(listener: () => void): void };
            };
            port.onDisconnect.addListener(() => (void runtime.lastError, done("closed")));
            port.onMessage.addListener(({ kind, problem }) => {
              if (kind === "status") return;
              done(problem?.code ?? `answered: ${kind}`);
              port.disconnect();
            });
            try {
              port.postMessage(message);
            } catch {
              done("closed");
            }
          });
        const answers: Record<string, string> = {};
        const turns = [{ role: "user", content: "a" }];
        const requests = [
          { kind: "diagnostics" },
          { kind: "score", reference: "{}", profile: "full", subgroups: true },
          { kind: "bench", task: { kind: "device", mostBytes: 1 } },
          { kind: "chat", turns, sampling: {}, maxTokens: 0, resume: [] },
          { kind: "measure", turns },
          { kind: "fit", text: "a", mostTokens: 0 },
          { kind: "hold", hold: true },
          { kind: "leave", client: 1 },
          { kind: "fault", name: "killWorker" },
        ];
        for (const request of requests) answers[`field ${request.kind}`] = await ask("field", { id: 1, ...request });
        for (const name of ["panel", "chat", "models", "download", ""]) answers[`port ${name}`] = await ask(name, { kind: "diagnostics", id: 1 });
        const questions = [
          { kind: "ask" },
          { kind: "getSite" },
          { kind: "setSite", origin: "https://a.example", mode: "off" },
          { kind: "setEnabled", enabled: false },
          { kind: "pause", paused: true },
          { kind: "getEngineSettings" },
          { kind: "showTurn", waits: true },
          { kind: "wipe" },
          { kind: "changeSettings", changes: { enabled: false } },
          { kind: "sendBridge", name: "../popup/popup" },
        ];
        for (const question of questions) {
          const answer = await runtime.sendMessage(question).catch(() => undefined);
          const isRefused = answer === undefined || answer === null || (answer as { ok?: boolean }).ok === false;
          answers[`background ${question.kind}`] = isRefused ? "refused" : JSON.stringify(answer);
        }
        return answers;
      });
      const reached = Object.entries(answers as Record<string, string>).filter(([, answer]) => !/^(bad-request|closed|refused)$/.test(answer));
      assert.deepEqual(reached, []);
      assert.equal(Object.keys(answers as object).length, 24);
      assert.deepEqual(await panel.page.evaluate(() => chrome.storage.local.get()), before);
      await until("the engine to be as before", async () => (await panel.statuses()).at(-1)?.state === "ready");
      await page.close();
    });
  });
}
