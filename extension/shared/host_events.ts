// What the host says to its ports: the engine's events, and the state of each role. Types only.

import type { Event, Status } from "./protocol.js";

/** What a model is there for. One model may do both. */
export type Role = "writing" | "chat";

/** `unloaded`: it comes back with the next request. `paused`: there is room for one model only, and `model` answers now. */
export type HostStatus = Status | { state: "unloaded"; model: string } | { state: "paused"; model: string };

/** What goes to one client only. */
export type Answer = Exclude<Event, { kind: "status" }>;

/** Fields hear of the role `writing` only. */
export type HostEvent = Answer | { kind: "status"; role: Role; status: HostStatus };

/** The host adds `client`. */
export type WithoutClient<T> = T extends { client: number } ? Omit<T, "client"> : T;
