// Two models: beside each other where there is memory for both, else in turns. Beside each other, words in fields go first.
// Must not know: ports, workers.

import type { Resident } from "./resident.js";

/** The model for writing and the one for chats; undefined where one does both. */
type Pair = { writing: Resident; chat: Resident } | undefined;

export class Turns {
  /** There is memory for one only. Found out by trying. */
  private isShort = false;

  constructor(private readonly pair: () => Pair) {}

  /** Other models: they may fit. */
  forget(): void {
    this.isShort = false;
  }

  /** Before something is asked of a model. The other one goes, unless it is answering. */
  make(resident: Resident): void {
    const other = this.otherOf(resident);
    if (!this.isShort || !other?.isRunning) return;
    if (other.isBusy) resident.pause(other.name);
    else other.unload();
  }

  /** Whether a model may be loaded before anything is asked of it. */
  mayStart(resident: Resident): boolean {
    return !this.isShort || !this.otherOf(resident)?.isRunning;
  }

  /** A model could not be loaded. True where that is the other one's fault: it is loaded when the other has gone. */
  waitsForRoom(resident: Resident): boolean {
    const other = this.otherOf(resident);
    if (!other?.isRunning) return false;
    this.isShort = true;
    if (other.isBusy) {
      resident.pause(other.name);
    } else {
      other.unload();
      resident.start();
    }
    return true;
  }

  /** After a request has come or ended. */
  settle(): void {
    const pair = this.pair();
    if (!pair) return;
    const { writing, chat } = pair;
    if (!this.isShort) return chat.hold(writing.isWriting);
    const active = [chat, writing].find(({ isRunning }) => isRunning);
    const other = active === chat ? writing : chat;
    if (active?.isBusy) {
      if (active === chat || other.isBusy) other.pause(active.name);
    } else if (other.isBusy) {
      active?.unload();
      other.resume();
    } else {
      for (const resident of [writing, chat]) if (resident.status.state === "paused") resident.resume();
    }
  }

  private otherOf(resident: Resident): Resident | undefined {
    const pair = this.pair();
    return pair && (resident === pair.chat ? pair.writing : pair.chat);
  }
}
