// The rewrite panel's reducer and its placing, without a browser: what the tiny model cannot be brought to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { place, type Box } from "../../extension/content/panel/place.ts";
import { isSame, newText, opened, reduce, restOf, type Action, type State } from "../../extension/content/panel/state.ts";
import type { HostEvent } from "../../extension/shared/host_events.ts";
import type { Change } from "../../extension/shared/protocol.ts";

const TEXT = "It were fine.\nWe goes home.";
const asked = { id: "improve", label: "Improve", action: { name: "improve" as const } };
const of = { client: 1, id: 7 };
const first: Change[] = [
  { kind: "kept", text: "It " },
  { kind: "removed", text: "were" },
  { kind: "added", text: "was" },
  { kind: "kept", text: " fine." },
];
const event = (event: HostEvent): Action => ({ kind: "event", event });
const half = event({ kind: "rewrite", ...of, changes: first, part: 1, parts: 2 });
const problem = { code: "internal" as const, message: "No.", remedy: "Again." };
const after = (...actions: Action[]): State =>
  actions.reduce<State>(reduce, opened(TEXT));
const ask: Action = { kind: "ask", asked, request: 7 };

test("what is not reached yet is the old text's rest", () => {
  const state = after(ask, half);
  assert.equal(restOf(state), "\nWe goes home.");
  assert.deepEqual([state.part, state.parts], [1, 2]);
});

test("stopped, the rest stays as it was", () => {
  const state = after(ask, half, { kind: "stop" });
  assert.equal(newText(state), "It was fine.\nWe goes home.");
  assert.equal(state.stage, "done");
});

test("stopped before anything came, there is nothing to write", () => {
  assert.equal(newText(after(ask, { kind: "stop" })), "");
});

test("what comes after a stop, or for an older request, is not taken", () => {
  const late: Change[] = [{ kind: "added", text: "Late" }];
  const older = event({ kind: "rewrite", client: 1, id: 6, changes: late, part: 1, parts: 1 });
  assert.deepEqual(after(ask, half, older), after(ask, half));
  const stopped = after(ask, half, { kind: "stop" });
  assert.deepEqual(reduce(stopped, event({ kind: "rewrite", ...of, changes: late, part: 2, parts: 2 })), stopped);
  assert.deepEqual(reduce(stopped, event({ kind: "failed", ...of, problem })), stopped);
});

test("asked anew, nothing of the answer before is left", () => {
  const failed = after(ask, half, event({ kind: "failed", ...of, problem }));
  assert.deepEqual([failed.stage, failed.problem], ["failed", problem]);
  const anew = reduce(failed, { ...ask, request: 8 });
  assert.deepEqual([anew.stage, anew.changes, anew.problem, anew.text], ["busy", [], undefined, TEXT]);
});

test("a loss of the engine matters only while it is waited for", () => {
  const lost: Action = { kind: "lost", problem };
  assert.equal(after(lost).stage, "choose");
  assert.equal(after(ask, lost).stage, "failed");
});

test("advice stays while the panel is open", () => {
  const ready = { state: "ready" as const, model: "", adapter: "", decodeTokensPerS: null, chats: true, windowTokens: 2048 };
  const advised = event({ kind: "status", role: "writing", status: { ...ready, advice: "Take another." } });
  const state = after(advised, ask, event({ kind: "status", role: "writing", status: { ...ready, advice: null } }));
  assert.equal(state.advice, "Take another.");
});

test("nothing added or removed is the same", () => {
  assert.ok(isSame(after(ask, event({ kind: "rewrite", ...of, changes: [{ kind: "kept", text: TEXT }], part: 1, parts: 1 }))));
  assert.ok(!isSame(after(ask, half)));
});

test("the panel is within any window, for a selection anywhere, also outside of it", () => {
  for (const view of [{ width: 1000, height: 720 }, { width: 320, height: 256 }, { width: 250, height: 180 }]) {
    for (const panel of [{ width: Math.min(340, view.width - 16), height: 320 }, { width: 200, height: 90 }]) {
      for (let x = -200; x <= view.width + 200; x += 50) {
        for (let y = -200; y <= view.height + 200; y += 30) {
          for (const isRtl of [false, true]) {
            const anchor: Box = { left: x, top: y, right: x + 120, bottom: y + 20 };
            const { left, offset, side, maxHeight } = place(anchor, panel, view, isRtl);
            const height = Math.min(panel.height, maxHeight);
            const top = side === "above" ? view.height - offset - height : offset;
            const told = JSON.stringify({ view, panel, anchor, isRtl, side, left, top, height });
            assert.ok(left >= 0 && left + panel.width <= view.width && top >= 0 && top + height <= view.height, told);
            assert.ok(height >= Math.min(90, panel.height), told);
          }
        }
      }
    }
  }
});
