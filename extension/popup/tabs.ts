// The row of tabs: one panel is seen at a time, and the last one chosen comes back. Each is opened when it is first seen.
// Keys as the ARIA practices say: arrows, Home and End go along the row.
// Must not know: what the tabs hold.

const remembered = "popup-tab";

/** The id of a tab's panel, and what is to be done when it is first seen. */
export type Openers = Record<string, () => void>;

export function openTabs(openers: Openers): void {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const opened = new Set<string>();

  const panelOf = (tab: HTMLElement): string => tab.getAttribute("aria-controls") ?? "";

  const select = (chosen: HTMLButtonElement): void => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.ariaSelected = String(isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(panelOf(tab));
      if (panel) panel.hidden = !isChosen;
    }
    const name = panelOf(chosen);
    document.body.dataset.tab = name;
    localStorage.setItem(remembered, name);
    if (opened.has(name)) return;
    opened.add(name);
    openers[name]?.();
  };

  const go = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[next % tabs.length];
    if (!tab) return;
    event.preventDefault();
    tab.focus();
    select(tab);
  };

  for (const tab of tabs) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", go);
  }
  const wanted = location.hash.slice(1) || localStorage.getItem(remembered);
  const first = tabs.find((tab) => panelOf(tab) === wanted) ?? tabs[0];
  if (first) select(first);
}
