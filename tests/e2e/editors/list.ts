// Lists of people that open at the caret while "@" is in the field, as mention plugins make them.

const build = (told: boolean): string => `<script>
  addEventListener("DOMContentLoaded", () => {
    const list = document.createElement("div");
    list.style.cssText = "position: absolute; z-index: 9; width: 160px; background: white; border: 1px solid";
    const people = ["Ada", "Grace", "Barbara"].map((name) => {
      const person = document.createElement(${told} ? "div" : "button");
      person.textContent = name;
      if (${told}) { person.role = "option"; person.id = name; }
      person.style.cssText = "display: block; margin: 0";
      return person;
    });
    list.append(...people);
    if (${told}) { list.role = "listbox"; list.id = "people"; }
    const look = () => {
      const isOpen = editor.text().includes("@");
      if (!isOpen) return list.remove();
      const range = editor.field.ownerDocument.getSelection().rangeCount ? editor.field.ownerDocument.getSelection().getRangeAt(0) : undefined;
      const { left, bottom } = "value" in editor.field || !range ? editor.field.getBoundingClientRect() : [...range.getClientRects(), editor.field.getBoundingClientRect()][0];
      list.style.left = left + scrollX + "px";
      list.style.top = bottom + scrollY + "px";
      document.documentElement.append(list);
      if (${told}) {
        editor.field.setAttribute("aria-controls", "people");
        editor.field.setAttribute("aria-expanded", "true");
        editor.field.setAttribute("aria-activedescendant", "Ada");
      }
    };
    for (const name of ["input", "keyup"]) addEventListener(name, look);
  });
</script>`;

/** Told to assistive technology as such lists should be. */
export const LIST = build(true);

/** Without a role or any word of it at the field, as many editors' examples have it. */
export const UNTOLD_LIST = build(false);
