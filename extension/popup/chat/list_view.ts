// The list of conversations.

import { say } from "../../shared/words.js";
import { button, element, make, write } from "./dom.js";
import { listed, type State } from "./state.js";
import { when } from "./words.js";

export const search = element("search", HTMLInputElement);
export const items = element("items", HTMLUListElement);
const none = element("list-none", HTMLParagraphElement);
let drawn = "";

export function showList(state: State): void {
  const all = listed(state);
  write(none, all.length > 0 ? "" : say(state.found ? "chatNoneFound" : "chatNone"));
  none.hidden = all.length > 0;
  const shown = JSON.stringify([all, state.id]);
  if (shown === drawn) return;
  drawn = shown;
  const focused = items.contains(document.activeElement) ? document.activeElement?.closest("li")?.dataset.id : undefined;
  items.replaceChildren(
    ...all.map(({ id, title, updated, isAnswering, excerpt }) => {
      const open = button("", "open");
      open.append(make("span", "chat-item-title", title || say("chatUntitled")));
      open.append(make("small", "", excerpt || (isAnswering ? say("chatAnswering") : when(updated))));
      if (id === state.id) open.setAttribute("aria-current", "true");
      const remove = button("×", "delete", say("chatDeleteNamed", title));
      remove.title = say("delete");
      const item = make("li", "", open, remove);
      item.dataset.id = id;
      return item;
    }),
  );
  if (focused === undefined) return;
  const row = [...items.children].find((item) => (item as HTMLElement).dataset.id === focused);
  ((row ?? items.firstElementChild)?.querySelector<HTMLElement>("[data-does=open]") ?? search).focus();
}
