// Unloads a model that nobody has asked anything for a while.

import { readFaults } from "../faults/read_faults.js";
import { hostSettings } from "./host_settings.js";
import type { Resident } from "./resident.js";

export class Idle {
  private readonly timers = new Map<Resident, ReturnType<typeof setTimeout>>();

  /** Something happened: the time begins anew. */
  async watch(resident: Resident): Promise<void> {
    clearTimeout(this.timers.get(resident));
    let { idleMinutes } = await hostSettings();
    FAULTS: idleMinutes = (await readFaults()).idleMinutes ?? idleMinutes;
    clearTimeout(this.timers.get(resident));
    if (idleMinutes === 0 || !resident.isRunning) return;
    const unload = (): void => {
      // Somebody wants what is loading; the time begins when it is there.
      if (resident.isRunning && !resident.isBusy && !resident.isLoading) resident.unload();
    };
    this.timers.set(resident, setTimeout(unload, idleMinutes * 60_000));
  }
}
