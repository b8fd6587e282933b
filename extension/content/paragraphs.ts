// The text of elements that are not laid out, paragraph by paragraph: `innerText` knows paragraphs only of what is seen.

const paragraphs = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR MAIN NAV OL P PRE SECTION TABLE UL".split(" "),
);
const lines = new Set(["LI", "TR", "CAPTION"]);

export function paragraphsOf(root: Node): string {
  let text = "";
  const add = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      text += node.parentElement?.closest("pre") ? node.nodeValue : (node.nodeValue ?? "").replace(/\s+/g, " ");
      return;
    }
    const { nodeName } = node;
    const edge = paragraphs.has(nodeName) ? "\n\n" : lines.has(nodeName) || nodeName === "BR" ? "\n" : "";
    text += edge;
    if (nodeName === "LI") text += "- ";
    node.childNodes.forEach(add);
    if (nodeName === "TD" || nodeName === "TH") text += " ";
    text += nodeName === "BR" ? "" : edge;
  };
  add(root);
  return text;
}
