// The engine's house: which model does what, who asks, and who is told. For the host's ports and for the parts that live beside it.
// Must not know: ports, what is said on them.

import type { Answer, HostStatus, Role, WithoutClient } from "../shared/ports.js";
import type { Request } from "../shared/protocol.js";
import { defaults, type Settings } from "../shared/settings.js";
import { stayAwake } from "./awake.js";
import { followSettings, hostSettings, saveModels } from "./host_settings.js";
import { Idle } from "./idle.js";
import { Resident, type Listener } from "./resident.js";
import { tellTurn } from "./tell_turn.js";
import { Turns } from "./turns.js";
import type { ModelChoice } from "./worker_messages.js";

export interface HouseClient {
  send(request: WithoutClient<Request>, role?: Role): void;
  leave(): void;
}

export interface House {
  /** A client of the engine. It is told the answers to its own requests. */
  client(onEvent: (event: Answer) => void): HouseClient;
  /** Loads another model, in a fresh worker. For chats, an empty id means the model for writing. Rejects with a `Problem`, and goes back to
   * the former model, if it cannot be loaded. */
  use(role: Role, model: ModelChoice): Promise<void>;
  unload(role: Role): void;
  /** Loads the model before anything is asked; `again`: also after a failure. */
  wake(role: Role, again?: boolean): void;
  status(role: Role): HostStatus;
  onStatus(listener: (role: Role, status: HostStatus) => void): () => void;
  /** Keeps Firefox's background page from being suspended until the returned function is called. */
  stayAwake(reason: string): () => void;
}

export const roles: readonly Role[] = ["writing", "chat"];

const roleOf = (kind: Request["kind"]): Role => (kind === "chat" || kind === "measure" || kind === "fit" ? "chat" : "writing");

export class Household implements House {
  readonly stayAwake = stayAwake;
  private readonly clients = new Map<number, (event: Answer) => void>();
  private readonly listeners = new Set<(role: Role, status: HostStatus) => void>();
  private lastClient = 0;
  private models: Settings["models"] = defaults.models;
  /** Those of the settings, as last heard of or written. */
  private kept: Settings["models"] = defaults.models;
  private residents: Record<Role, Resident>;
  private readonly turns = new Turns(() => (this.residents.writing === this.residents.chat ? undefined : this.residents));
  private readonly idle = new Idle();
  private sleep: (() => void) | undefined;
  /** What is set is known. */
  private isOpen = false;
  /** One move at a time. */
  private moving: Promise<unknown>;

  private readonly listener: Listener = {
    answer: (event) => this.clients.get(event.client)?.(event),
    status: (resident) => {
      for (const role of roles) if (this.residents[role] === resident) this.tell(role);
      this.look(resident);
    },
    work: (resident) => {
      this.turns.settle();
      this.look(resident);
    },
    waitsForRoom: (resident) => this.turns.waitsForRoom(resident),
  };

  constructor() {
    const builtIn = new Resident({ id: this.models.writing }, this.listener);
    this.residents = { writing: builtIn, chat: builtIn };
    this.moving = hostSettings().then(({ models }) => {
      this.isOpen = true;
      this.kept = models;
      this.settle(models);
      for (const role of roles) this.tell(role);
    });
    let { gpu, room } = defaults;
    void hostSettings().then((settings) => ({ gpu, room } = settings));
    followSettings((settings) => {
      // What this has saved itself comes back here, maybe when the next choice is under way.
      if (roles.some((role) => settings.models[role] !== this.kept[role])) {
        this.kept = settings.models;
        this.moving = this.moving.then(() => this.settle(settings.models));
      }
      this.everywhere((resident) => {
        // A worker's graphics card and its memory are asked for once.
        if (settings.gpu !== gpu || settings.room.kv !== room.kv || settings.room.contextTokens !== room.contextTokens) resident.renew();
        void this.idle.watch(resident);
      });
      ({ gpu, room } = settings);
    });
  }

  client(onEvent: (event: Answer) => void): HouseClient {
    const client = ++this.lastClient;
    this.clients.set(client, onEvent);
    return {
      send: (request, role) => this.whenOpen(() => this.request({ ...request, client } as Request, role)),
      leave: () => {
        this.clients.delete(client);
        this.whenOpen(() => this.request({ kind: "leave", client }));
      },
    };
  }

  status(role: Role): HostStatus {
    return this.isOpen ? this.residents[role].status : { state: "starting" };
  }

  onStatus(listener: (role: Role, status: HostStatus) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  wake(role: Role, again = false): void {
    this.whenOpen(() => {
      const resident = this.residents[role];
      if (resident.isRunning || (resident.status.state === "failed" && !again)) return;
      if (this.turns.mayStart(resident)) resident.start();
    });
  }

  unload(role: Role): void {
    this.whenOpen(() => this.residents[role].unload());
  }

  use(role: Role, { id }: ModelChoice): Promise<void> {
    const move = this.moving.then(() => this.move(role, { ...this.models, [role]: id }));
    this.moving = move.catch(() => undefined);
    return move;
  }

  /** For fault tests. */
  residentOf(role: Role): Resident {
    return this.residents[role];
  }

  private async move(role: Role, models: Settings["models"]): Promise<void> {
    const former = this.models;
    this.settle(models);
    try {
      await this.residents[role].load();
    } catch (problem) {
      this.settle(former);
      this.wake("writing");
      throw problem;
    }
    this.kept = models;
    await saveModels(models);
  }

  /** Gives each role its model. Nothing is loaded yet; what nobody uses any more goes. */
  private settle(models: Settings["models"]): void {
    const before = this.residents;
    const ids: Record<Role, string> = { writing: models.writing, chat: models.chat || models.writing };
    const made = new Map(roles.map((role) => [before[role].model.id, before[role]]));
    const residentFor = (id: string): Resident => {
      const resident = made.get(id) ?? new Resident({ id }, this.listener);
      made.set(id, resident);
      return resident;
    };
    this.models = models;
    this.residents = { writing: residentFor(ids.writing), chat: residentFor(ids.chat) };
    const kept = Object.values(this.residents);
    for (const resident of new Set(Object.values(before))) if (!kept.includes(resident)) resident.dismiss();
    const changed = roles.filter((role) => before[role] !== this.residents[role]);
    if (changed.length > 0) this.turns.forget();
    for (const role of changed) this.tell(role);
  }

  /** Rests when nothing is to be done, and not before. */
  private look(resident: Resident): void {
    void this.idle.watch(resident);
    const isAtWork = roles.some((role) => this.residents[role].isBusy || this.residents[role].isLoading);
    if (isAtWork) this.sleep ??= stayAwake("the engine is at work");
    else this.sleep = void this.sleep?.();
  }

  private whenOpen(run: () => void): void {
    if (this.isOpen) run();
    else void this.moving.then(run);
  }

  private tell(role: Role): void {
    const status = this.status(role);
    for (const listener of this.listeners) listener(role, status);
    if (role === "writing") tellTurn(status.state === "paused");
  }

  private request(request: Request, role = roleOf(request.kind)): void {
    switch (request.kind) {
      case "cancel":
        return this.everywhere((resident) => resident.cancel(request));
      case "leave":
        return this.everywhere((resident) => resident.leave(request.client));
      case "hold":
        return;
    }
    const resident = this.residents[role];
    this.turns.make(resident);
    resident.request(request);
  }

  private everywhere(run: (resident: Resident) => void): void {
    for (const resident of new Set(Object.values(this.residents))) run(resident);
  }
}
