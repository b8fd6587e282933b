// Shadow roots, closed ones too: the browsers show them to content scripts, each in its own way.

type FirefoxElement = Element & { openOrClosedShadowRoot?: ShadowRoot | null };

export function shadowOf(element: Element): ShadowRoot | null {
  const { openOrClosedShadowRoot } = element as FirefoxElement;
  if (openOrClosedShadowRoot !== undefined) return openOrClosedShadowRoot;
  const { dom } = chrome;
  // Not there on the extension's own pages.
  if (!dom) return element.shadowRoot;
  return element instanceof HTMLElement ? dom.openOrClosedShadowRoot(element) : null;
}
