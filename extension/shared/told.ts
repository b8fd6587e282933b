// What was told of an answer. When the answer is begun again, in a fresh worker or by a fresh host, what it repeats is swallowed. Pure.

import type { Answer, WithoutClient } from "./host_events.js";
import type { Request } from "./protocol.js";

export class Told {
  /** Of a suggestion or a rewrite. */
  private text = "";
  private last = "";
  /** Of a chat. */
  private readonly tokens: number[] = [];
  private hasStarted = false;
  private isRepeating = false;

  /** The answer is begun again: the request with what the engine needs to go on. */
  again<R extends WithoutClient<Request>>(request: R): R {
    this.isRepeating = true;
    return request.kind === "chat" ? { ...request, resume: [...request.resume, ...this.tokens.splice(0)] } : request;
  }

  /** Whether the client has not heard this before. */
  isNews(event: Answer): boolean {
    switch (event.kind) {
      case "chatStarted": {
        const isNews = !this.hasStarted;
        this.hasStarted = true;
        return isNews;
      }
      case "chat":
        this.tokens.push(...event.tokens);
        return true;
      case "suggestion":
        return this.isFurther(event.text, event.text);
      case "rewrite": {
        const { changes, part, parts } = event;
        const text = changes.map(({ kind, text }) => (kind === "removed" ? "" : text)).join("");
        return this.isFurther(text, JSON.stringify([changes, part, parts]));
      }
      default:
        return true;
    }
  }

  private isFurther(text: string, whole: string): boolean {
    const isRepeat = this.isRepeating && (whole === this.last || (text.length < this.text.length && this.text.startsWith(text)));
    if (isRepeat) return false;
    this.text = text;
    this.last = whole;
    return true;
  }
}
