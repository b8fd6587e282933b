// Keeps the host's page from being suspended while there is work. Chrome leaves the offscreen document alone; Firefox suspends its background
// page when 30 s have passed without an event or a call of the browser's interface: a call of any kind will do.

const callMs = 10_000;

const reasons = new Set<symbol>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Until the returned function is called. `reason` is for whoever debugs. */
export function stayAwake(reason: string): () => void {
  const own = Symbol(reason);
  reasons.add(own);
  // Not there in Chrome's offscreen document.
  if ("getPlatformInfo" in chrome.runtime) timer ??= setInterval(() => void chrome.runtime.getPlatformInfo(), callMs);
  return () => {
    reasons.delete(own);
    if (reasons.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
