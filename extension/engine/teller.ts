// Tells a page something over its port. A page may go at any time, and the port's end is heard of a moment later.

export function teller<Event>(port: chrome.runtime.Port): (event: Event) => void {
  return (event) => {
    try {
      port.postMessage(event);
    } catch {
      // Nobody hears it any more.
    }
  };
}
