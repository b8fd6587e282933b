// The popup's Models tab: which models are here, what they do, and how to get others. The engine's host and the settings on one side,
// the view on the other.

import { offerFiles } from "../../shared/file_channel.js";
import { wholeName } from "../../shared/hub.js";
import type { Offer } from "../../shared/models_port.js";
import { readPackaged } from "../../shared/packaged.js";
import { reach } from "../../shared/reach.js";
import { readSettings, type GpuChoice } from "../../shared/settings.js";
import { TroubleError } from "../../shared/troubles.js";
import { say } from "../../shared/words.js";
import { entryOf, type CatalogueEntry } from "../../models/catalogue.js";
import { Connection, Refused, type Question, type Reply } from "./connection.js";
import { modelsIn } from "./picked.js";
import { HERE, PICKED, modelFor, nothingKnown, reduce, type Action } from "./state.js";
import { controls, makeView } from "./view.js";

const popupHash = "#models";

export function openModels(): void {
  let state = nothingKnown;
  const dispatch = (action: Action): void => {
    state = reduce(state, action);
    show(state);
  };
  const connection = new Connection(dispatch);

  /** Asks; what comes instead of an answer is told at that place. */
  async function ask(question: Question, at: string): Promise<Exclude<Reply, { kind: "refused" | "problem" }> | undefined> {
    try {
      const reply = await connection.ask(question);
      if (at === HERE) dispatch({ kind: "notice", notice: undefined });
      return reply;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { trouble, problem } = error;
      dispatch({ kind: "notice", notice: { at, ...(trouble && { trouble }), ...(problem && { problem }) } });
      return undefined;
    }
  }

  async function search(at: string, name: string, address: string): Promise<void> {
    dispatch({ kind: "search", at, name });
    const reply = await ask({ kind: "find", address }, at);
    // Something else was asked for meanwhile.
    if (state.search?.at !== at) return;
    if (reply?.kind !== "found") return dispatch({ kind: "searchEnded" });
    dispatch({ kind: "offers", at, offers: reply.offers });
    const [first] = reply.offers;
    if (first && reply.offers.length === 1) await choose(first);
  }

  async function choose(offer: Offer): Promise<void> {
    const at = state.search?.at;
    if (at === undefined) return;
    dispatch({ kind: "offer", at, offer });
    const reply = await ask({ kind: "assess", offer: offer.key, gpu: state.gpu }, at);
    dispatch({ kind: "fit", offer: offer.key, fit: reply?.kind === "assessed" ? reply.assessment : null });
  }

  async function download(offer: Offer): Promise<void> {
    const at = state.search?.at ?? "";
    const name = entryOf(offer.repository, offer.file)?.name ?? wholeName(offer.file).replace(/^.*\//, "").replace(/\.gguf$/i, "");
    if (!(await ask({ kind: "download", offer: offer.key, name }, at))) return;
    dispatch({ kind: "searchEnded" });
    controls.address.value = "";
  }

  const here = (question: Question): void => void ask(question, HERE);
  const show = makeView(
    {
      async use(role, model) {
        // For chat, the model for writing is no choice of its own: it follows.
        const own = role === "chat" && model === modelFor(state, "writing") ? "" : model;
        await ask({ kind: "use", role, model: own }, HERE);
        await readChoices();
      },
      unload: (role) => here({ kind: "unload", role }),
      pause: (model) => here({ kind: "pause", model }),
      resume: (model) => here({ kind: "resume", model }),
      remove: (model) => here({ kind: "remove", model }),
      get: ({ id, name, repository, file }: CatalogueEntry) => void search(id, name, `${repository}/${file}`),
      choose: (offer) => void choose(offer),
      download: (offer) => void download(offer),
      cancel: () => dispatch({ kind: "searchEnded" }),
    },
    say,
  );

  async function readChoices(): Promise<void> {
    const { models, gpu } = await readSettings();
    dispatch({ kind: "settings", models, gpu });
  }

  async function addFiles(picked: File[]): Promise<void> {
    dispatch({ kind: "notice", notice: undefined });
    try {
      for (const { name, files } of modelsIn(picked)) {
        const channel = `inkling-file-${crypto.randomUUID()}`;
        const done = offerFiles(channel, files);
        const named = files.map(({ name: file, size: bytes }) => ({ file, bytes }));
        if (!(await ask({ kind: "import", name, files: named, channel }, PICKED))) return done();
        // It is the last in its list, which may be far from the button.
        controls.here.lastElementChild?.scrollIntoView({ block: "center" });
      }
    } catch (error) {
      if (!(error instanceof TroubleError)) throw error;
      dispatch({ kind: "notice", notice: { at: PICKED, trouble: error.trouble } });
    }
  }

  controls.find.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = controls.address.value;
    if (address.trim()) void search("", address, address);
  });
  controls.add.addEventListener("click", async () => {
    // A popup closes when a file is picked: a tab stays.
    if (await chrome.tabs.getCurrent()) controls.file.click();
    else await chrome.tabs.create({ url: `${chrome.runtime.getURL("popup/popup.html")}${popupHash}` });
  });
  controls.file.addEventListener("change", () => {
    const files = [...(controls.file.files ?? [])];
    controls.file.value = "";
    if (files.length > 0) void addFiles(files);
  });
  controls.gpu.addEventListener("change", () => {
    const gpu = controls.gpu.value as GpuChoice;
    void reach("changeSettings", { changes: { gpu } }).then(readChoices);
  });
  chrome.storage.local.onChanged.addListener(() => void readChoices());

  show(state);
  void readChoices();
  void readBuiltIn().then((builtIn) => dispatch({ kind: "builtIn", builtIn }));
  void chrome.windows.getCurrent().then(({ incognito }) => dispatch({ kind: "private", isPrivate: incognito }));
}

async function readBuiltIn(): Promise<{ name: string; bytes: number }> {
  const response = await readPackaged(new URL("../model/model.json", import.meta.url));
  return (await response.json()) as { name: string; bytes: number };
}
