// Listens to every target of Chromium: pages, frames, workers, the service worker, the offscreen document.
import type { Browser, CDPSession } from "puppeteer-core";

/** The list grows as errors come. */
export async function watchTargets(browser: Browser): Promise<string[]> {
  const errors: string[] = [];
  await attach(await browser.target().createCDPSession(), errors);
  return errors;
}

async function attach(session: CDPSession, errors: string[]): Promise<void> {
  session.on("sessionattached", (child: CDPSession) => {
    listen(child, errors);
    // A target may be gone again before it answers.
    void Promise.allSettled([child.send("Runtime.enable"), child.send("Log.enable"), attach(child, errors)]);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, flatten: true, waitForDebuggerOnStart: false });
}

function listen(session: CDPSession, errors: string[]): void {
  session.on("Runtime.exceptionThrown", ({ exceptionDetails: thrown }) => {
    errors.push(`${thrown.url ?? ""}: ${thrown.exception?.description ?? thrown.text}`);
  });
  session.on("Runtime.consoleAPICalled", (call) => {
    if (call.type === "error" || call.type === "assert") {
      errors.push(`console.${call.type}: ${call.args.map((arg) => arg.description ?? arg.value).join(" ")}`);
    }
  });
  session.on("Log.entryAdded", ({ entry }) => {
    if (entry.level === "error") errors.push(`${entry.source}: ${entry.text} ${entry.url ?? ""}`);
  });
}
