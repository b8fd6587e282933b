// `cargo xtask run`: the browser that it opens for people developing the extension has it, and gives suggestions.
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import puppeteer from "puppeteer-core";
import { ChromiumDriver, SWIFTSHADER } from "./browsers/chromium.ts";
import { Watch } from "./browsers/chromium_errors.ts";
import type { BrowserName, Driver } from "./browsers/driver.ts";
import { FirefoxDriver, LLVMPIPE, SYSTEM_ACCESS } from "./browsers/firefox.ts";
import { built, root } from "./dist.ts";
import { Field } from "./field.ts";
import { ghostIn } from "./ghost.ts";
import { Panel } from "./panel.ts";
import { startServer, type Server } from "./server.ts";
import { browsers } from "./stage.ts";
import { OPENING } from "./tiny.ts";
import { until } from "./until.ts";

/** What the command passes on for us to drive the browser, and to give it a software adapter. */
const FOR_TESTS = { chromium: [`--arg=${SWIFTSHADER}`], firefox: [`--arg=${SYSTEM_ACCESS}`] };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function connect(name: BrowserName, port: number): Promise<Driver> {
  const options = { package: built(name) };
  if (name === "firefox") {
    const browserWSEndpoint = `ws://127.0.0.1:${port}/session`;
    const browser = await until(
      "Firefox to listen",
      () => puppeteer.connect({ protocol: "webDriverBiDi", browserWSEndpoint }),
      120,
    );
    return new FirefoxDriver(browser, options, []);
  }
  const browser = await until("Chromium to listen", () => puppeteer.connect({ browserURL: `http://127.0.0.1:${port}` }), 120);
  const worker = await browser.waitForTarget(
    (target) => target.type() === "service_worker" && target.url().includes("/background/"),
  );
  return new ChromiumDriver(browser, options, new Watch(), [], new URL(worker.url()).host);
}

for (const name of browsers) {
  describe(`${name}: cargo xtask run`, () => {
    let command: ChildProcess;
    let server: Server;
    let driver: Driver;
    before(async () => {
      const port = await freePort();
      const args = [
        "xtask",
        "run",
        "--browser",
        name,
        "--",
        "--no-input",
        "--no-reload",
        ...FOR_TESTS[name],
        `--arg=--remote-debugging-port=${port}`,
      ];
      command = spawn("cargo", args, {
        cwd: root,
        env: { ...process.env, VK_DRIVER_FILES: LLVMPIPE },
        detached: true,
        stdio: "inherit",
      });
      server = await startServer();
      driver = await connect(name, port);
    });
    after(async () => {
      await driver?.close();
      await server?.close();
      if (command?.pid && command.exitCode === null) process.kill(-command.pid, "SIGTERM");
    });

    test("a text is continued by hand", async () => {
      const page = await driver.open(server.page("<textarea id=field cols=60 rows=5></textarea>"));
      const field = new Field(driver, page, page.mainFrame());
      await field.type(OPENING);
      const panel = await Panel.open(driver);
      await panel.ready(120);
      await panel.askIn(page.url());
      await until("ghost text", () => ghostIn(driver, page.mainFrame()), 60);
    });
  });
}
