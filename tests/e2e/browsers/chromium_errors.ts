// Listens to every target of Chromium: pages, frames, workers, the service worker, the offscreen document.
import type { Browser, CDPSession, Protocol } from "puppeteer-core";

export class Watch {
  /** Grows as errors come. */
  readonly errors: string[] = [];
  /** How to let go of each. */
  readonly #serviceWorkers: (() => Promise<void>)[] = [];

  async start(browser: Browser): Promise<this> {
    await this.#attach(await browser.target().createCDPSession());
    return this;
  }

  /** A service worker that is listened to cannot be stopped. The next one is listened to again. */
  async releaseServiceWorkers(): Promise<void> {
    await Promise.allSettled(this.#serviceWorkers.splice(0).map((release) => release()));
  }

  async #attach(session: CDPSession): Promise<void> {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent) => {
      const child = session.connection()?.session(sessionId);
      if (!child) return;
      if (targetInfo.type === "service_worker") {
        this.#serviceWorkers.push(() => session.send("Target.detachFromTarget", { sessionId }));
      }
      listen(child, this.errors);
      // A target may be gone again before it answers.
      void Promise.allSettled([child.send("Runtime.enable"), child.send("Log.enable"), this.#attach(child)]);
    });
    await session.send("Target.setAutoAttach", { autoAttach: true, flatten: true, waitForDebuggerOnStart: false });
  }
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
