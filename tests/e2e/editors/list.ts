// A list of people that opens while "@" is in the field, told to assistive technology as such lists are: for fields without a
// plugin of their own.

export const LIST = `<div id=people role=listbox hidden style="position: absolute; border: 1px solid">
    <div role=option id=ada>Ada</div><div role=option id=grace>Grace</div></div>
  <script>
    const look = () => {
      const isOpen = editor.text().includes("@");
      document.querySelector("#people").hidden = !isOpen;
      for (const [name, value] of [["aria-controls", "people"], ["aria-expanded", isOpen], ["aria-activedescendant", isOpen ? "ada" : ""]]) {
        editor.field.setAttribute(name, value);
      }
    };
    for (const name of ["input", "keyup"]) addEventListener(name, look);
  </script>`;
