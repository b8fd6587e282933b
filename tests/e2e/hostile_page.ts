// A page that wants to learn what Inkling would write: whatever a page's script can patch, watch, ask and measure. All of it runs in
// the page. Must not know what the secret is.

/** To be the first script of a page: patches what it can, watches everything, and writes all of it down in `heard`. */
export function spy(): void {
  const page = globalThis as unknown as { heard: Set<string>; hosts: Set<Element>; roots: ShadowRoot[] };
  page.heard = new Set();
  page.hosts = new Set();
  page.roots = [];
  const tell = (...what: unknown[]): void => {
    for (const one of what) {
      if (typeof one === "string") page.heard.add(one);
      else if (one instanceof Element) page.heard.add(one.outerHTML);
      else if (one instanceof CharacterData) page.heard.add(one.data);
    }
  };
  // Every method of these, called by whomever: what it is given and what it answers.
  const owners = { EventTarget, Node, Element, HTMLElement, ShadowRoot, Document, CSSStyleDeclaration, CSSStyleSheet, Range, Selection };
  for (const { prototype } of Object.values(owners)) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const is = Object.getOwnPropertyDescriptor(prototype, name);
      if (!is?.configurable || name === "constructor" || name === "addEventListener") continue;
      const patch = (real: (...args: unknown[]) => unknown): ((...args: unknown[]) => unknown) =>
        function (this: unknown, ...args) {
          const isAttach = name === "attachShadow";
          const answer = real.apply(this, isAttach ? [{ ...(args[0] as object), mode: "open" }] : args);
          if (isAttach) page.roots.push(answer as ShadowRoot);
          tell(name, ...args);
          return answer;
        };
      if (typeof is.value === "function") Object.defineProperty(prototype, name, { ...is, value: patch(is.value) });
      else if (is.set) Object.defineProperty(prototype, name, { ...is, set: patch(is.set) });
    }
  }
  for (const name of ["Event", "CustomEvent", "KeyboardEvent", "InputEvent", "FocusEvent", "CSSStyleSheet", "MutationObserver"]) {
    const real = Reflect.get(globalThis, name) as new (...args: unknown[]) => object;
    const spied = new Proxy(real, {
      construct(target, args, as) {
        tell(name, ...args, JSON.stringify(args[1]));
        return Reflect.construct(target, args, as);
      },
    });
    Object.defineProperty(globalThis, name, { value: spied, configurable: true, writable: true });
  }
  const define = customElements.define.bind(customElements);
  customElements.define = (name, ...more) => (tell(name), define(name, ...more));

  // Every event that there is a name for, and those that cross between the worlds.
  const named = [...Object.keys(window), ...Object.keys(HTMLElement.prototype)].filter((key) => key.startsWith("on")).map((key) => key.slice(2));
  const bridges = ["inkling-write", "inkling-write-below", "inkling-read", "inkling-answer", "beforetoggle", "toggle", "focusin", "focusout"];
  for (const name of new Set([...named, ...bridges])) {
    const listen = (event: Event): void => {
      const { detail, data } = event as CustomEvent & InputEvent;
      tell(event.type, JSON.stringify(detail), data, ...event.composedPath());
    };
    addEventListener(name, listen, { capture: true, passive: true });
  }

  const seen = (host: Element): void => {
    if (page.hosts.has(host)) return;
    page.hosts.add(host);
    const note = (kind: string, { width, height, left, top }: DOMRectReadOnly): void => tell(`${kind} ${width} ${height} ${left} ${top}`);
    new ResizeObserver((entries) => entries.forEach(({ contentRect }) => note("resize", contentRect))).observe(host);
    new IntersectionObserver((entries) => entries.forEach(({ boundingClientRect }) => note("meets", boundingClientRect))).observe(host);
    new MutationObserver((records) => records.forEach(({ target }) => tell(target))).observe(host, {
      attributes: true,
      childList: true,
      characterData: true,
      subtree: true,
    });
  };
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      tell(target, ...addedNodes);
      for (const node of addedNodes) if (node instanceof HTMLElement && node.parentNode === document.documentElement && node !== document.body) seen(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const timings = (list: PerformanceObserverEntryList): void => list.getEntries().forEach((entry) => tell(JSON.stringify(entry)));
  for (const type of PerformanceObserver.supportedEntryTypes) {
    new PerformanceObserver(timings).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  }
}

/** Asks for everything that can be asked for, and answers all that is known. */
export function everything(): string {
  const page = globalThis as unknown as { heard: Set<string>; hosts: Set<Element>; roots: ShadowRoot[] };
  const found: unknown[] = [];
  const field = document.activeElement as HTMLElement;
  const all = [...document.querySelectorAll("*"), ...page.hosts];
  for (const element of all) {
    found.push(element.outerHTML, element.shadowRoot?.innerHTML);
    for (const pseudo of [null, "::before", "::after", "::placeholder", "::backdrop", "::selection"]) {
      const style = getComputedStyle(element, pseudo);
      found.push(style.content, ...[...style].map((name) => style.getPropertyValue(name)));
    }
    const { getHTML } = element as Element & { getHTML?(options: object): string };
    found.push(getHTML?.call(element, { serializableShadowRoots: true, shadowRoots: page.roots }));
    for (const { width, height } of element.getClientRects()) if (page.hosts.has(element)) found.push(`${width} x ${height}`);
  }
  found.push(page.roots.map((root) => root.innerHTML));
  const box = field.getBoundingClientRect();
  for (let x = box.left; x < box.right; x += 6) {
    for (let y = box.top; y < box.bottom; y += 6) {
      found.push(...document.elementsFromPoint(x, y).map(({ localName }) => localName));
      const caret = document.caretPositionFromPoint?.(x, y);
      found.push(caret?.offsetNode.textContent, caret?.offset);
    }
  }
  found.push(document.getAnimations().map((animation) => JSON.stringify(animation.effect?.getComputedTiming())));
  found.push([...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)));
  found.push(performance.getEntries().map((entry) => JSON.stringify(entry)));
  found.push(Object.getOwnPropertyNames(globalThis).join());
  found.push(JSON.stringify(Reflect.get(globalThis, "chrome") ?? null), typeof Reflect.get(globalThis, "browser"));
  // Last, for they move the focus away or the selection: what is selected, copied, and where it ends.
  const selection = getSelection() as Selection & { getComposedRanges?(options: object): StaticRange[] };
  selection.selectAllChildren(document.documentElement);
  const copied: string[] = [];
  addEventListener("copy", () => copied.push(String(getSelection())), { once: true });
  document.execCommand("copy");
  const ranges = selection.getComposedRanges?.({ shadowRoots: page.roots }) ?? [];
  found.push(copied, String(selection), ranges.map(({ startContainer, endContainer }) => [startContainer.textContent, endContainer.textContent]));
  found.push(document.body.innerText, document.documentElement.textContent, new XMLSerializer().serializeToString(document));
  selection.removeAllRanges();
  return JSON.stringify([found, ...page.heard]);
}

/** What a style of the page's can find out about what is beside its body: `--seen` of the root. */
export const STYLES = `<style>
  html:has(> :popover-open) { --seen-open: yes }
  html:has(> div) { --seen-element: yes }
  html > div { container-type: size; container-name: ghost }
  @container ghost (min-width: 1px) { * { --seen-wide: yes } }
</style>`;

/** What the page knows of the element that it can see beside its body, without anything that differs by time or place of the test. */
export function knownOfHost(): string[] {
  const { hosts } = globalThis as unknown as { hosts: Set<Element> };
  return [...hosts].map((host) => {
    const { width, height } = host.getBoundingClientRect();
    const { scrollWidth, scrollHeight, childNodes } = host;
    const style = getComputedStyle(host);
    const root = getComputedStyle(document.documentElement);
    const styles = [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    const seen = ["open", "element", "wide"].map((name) => `${name}:${root.getPropertyValue(`--seen-${name}`)}`);
    return JSON.stringify([host.outerHTML, width, height, scrollWidth, scrollHeight, childNodes.length, host.shadowRoot, styles, seen]);
  });
}
