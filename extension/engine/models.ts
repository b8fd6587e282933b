// The Models tab's other end: what is stored, what is on its way, and what the engine is to do with it.
// Must not know: how bytes come, what is drawn.

import { BUILT_IN, listStored, readRecord, type ModelRecord } from "../shared/model_store.js";
import type { ModelsEvent, ModelsMessage } from "../shared/models_port.js";
import type { Problem } from "../shared/protocol.js";
import { TroubleError } from "../shared/troubles.js";
import { onStopWriting, writingEnded } from "../shared/store_writing.js";
import { hostSettings } from "./host_settings.js";
import { roles, type House } from "./house.js";
import { toModelsMessage } from "./models/check_message.js";
import { fitOf } from "./models/fit_of_offer.js";
import { freeId } from "./models/model_id.js";
import { checkRoom, diskNow, isSame, Offers, persist, recordOf, recordOfFiles, urlsOf } from "./models/offers.js";
import { removeModel, tidy, writeRecord } from "./models/store_writer.js";
import { Transfers } from "./models/transfers.js";
import { teller } from "./teller.js";

type Tell = (event: ModelsEvent) => void;
type Asked = Exclude<ModelsMessage, { kind: "ping" }>;

export function openModels(house: House): (port: chrome.runtime.Port) => void {
  const pages = new Set<Tell>();
  const offers = new Offers();
  const tellAll: Tell = (event) => {
    for (const tell of pages) tell(event);
  };
  const transfers = new Transfers({
    onTransfer: (model, transfer) => tellAll({ kind: "transfer", model, transfer }),
    onDone: () => tellModels(tellAll),
    async onUseless(model, trouble) {
      await removeModel(model);
      transfers.forget(model);
      await tellModels(tellAll);
      tellAll({ kind: "lost", trouble });
    },
    stayAwake: () => house.stayAwake("download"),
  });
  // What a closed browser left is put in order before anything is told of it.
  const inOrder = tidy().catch(() => undefined);

  /** Everything that was added is being erased. */
  async function onErase(): Promise<void> {
    transfers.clear();
    const { writing, chat } = (await hostSettings()).models;
    if (writing !== BUILT_IN) await house.use("writing", { id: BUILT_IN });
    if (chat !== "") await house.use("chat", { id: "" });
    await writingEnded();
    await tellModels(tellAll);
  }
  onStopWriting(() => void onErase().catch(() => undefined));

  async function tellModels(tell: Tell): Promise<void> {
    await inOrder;
    const records = await listStored();
    const models = records.map((record) => ({ record, transfer: record.state === "ready" ? null : transfers.of(record) }));
    const disk = await diskNow().catch(() => null);
    tell({ kind: "models", models, disk });
  }

  async function recordNamed(id: string): Promise<ModelRecord> {
    const record = await readRecord(id);
    if (!record) throw new TroubleError("changed", id);
    return record;
  }

  async function fetchModel(record: ModelRecord): Promise<void> {
    const urls = urlsOf(record);
    if (urls === undefined || record.state === "ready" || transfers.isUnderWay(record.id)) return;
    await persist();
    await checkRoom(record);
    await writeRecord(record);
    transfers.add({ kind: "download", record, urls });
  }

  async function answer(message: Asked): Promise<ModelsEvent> {
    const { id } = message;
    switch (message.kind) {
      case "find":
        return { kind: "found", id, offers: await offers.find(message.address) };
      case "assess":
        return { kind: "assessed", id, assessment: await fitOf(offers.get(message.offer), message.gpu, (await hostSettings()).room) };
      case "download": {
        const record = recordOf(offers.get(message.offer), message.name);
        const former = await readRecord(record.id);
        // The same file of another commit is another file.
        const isHere = former !== undefined && isSame(former, record);
        if (former && !isHere) await removeModel(former.id);
        await fetchModel(isHere ? former : record);
        break;
      }
      case "resume":
        await fetchModel(await recordNamed(message.model));
        break;
      case "pause":
        await transfers.pause(message.model);
        break;
      case "remove":
        await transfers.pause(message.model);
        await removeModel(message.model);
        transfers.forget(message.model);
        break;
      case "import": {
        const { name, files, channel } = message;
        const ids = (await listStored()).map((record) => record.id);
        const record = recordOfFiles(freeId(name, [...ids, BUILT_IN]), name, files);
        await persist();
        await checkRoom(record);
        await writeRecord(record);
        transfers.add({ kind: "import", record, channel });
        break;
      }
      case "use":
        await house.use(message.role, { id: message.model });
        break;
      case "unload":
        house.unload(message.role);
    }
    await tellModels(tellAll);
    return { kind: "done", id };
  }

  return (port) => {
    const tell = teller<ModelsEvent>(port);
    pages.add(tell);
    for (const role of roles) tell({ kind: "status", role, status: house.status(role) });
    const stopTelling = house.onStatus((role, status) => tell({ kind: "status", role, status }));
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError;
      pages.delete(tell);
      stopTelling();
    });
    port.onMessage.addListener((input: unknown) => {
      const message = toModelsMessage(input);
      if (!message || message.kind === "ping") return;
      answer(message).catch((error: unknown) => refusal(message.id, error)).then((event) => pages.has(tell) && tell(event));
    });
    void tellModels((event) => pages.has(tell) && tell(event));
  };
}

function refusal(id: number, error: unknown): ModelsEvent {
  if (error instanceof TroubleError) return { kind: "refused", id, trouble: error.trouble };
  const problem = error as Partial<Problem>;
  if (problem?.code && problem.message) return { kind: "problem", id, problem: problem as Problem };
  const { name } = error as DOMException;
  if (name === "QuotaExceededError") return { kind: "refused", id, trouble: { code: "diskFull", values: ["—"] } };
  if (name === "SecurityError") return { kind: "refused", id, trouble: { code: "noStorage", values: [] } };
  return { kind: "refused", id, trouble: { code: "stopped", values: [String(error)] } };
}
