// An element that shows Markdown which grows at its end. What stands is left alone: only blocks that changed are drawn, while
// an answer comes in that is the last one.

import { blocksOf } from "./lex.js";
import { extendBlock, renderBlock } from "./render.js";

export class Written {
  readonly element = document.createElement("div");
  private shown: string[] = [];
  private text = "";
  private isWhole = false;

  constructor() {
    this.element.className = "written";
  }

  show(text: string, isWhole: boolean): void {
    if (text === this.text && isWhole === this.isWhole) return;
    this.text = text;
    this.isWhole = isWhole;
    const blocks = blocksOf(text, isWhole);
    // An address may be told behind the words that it belongs to: with it, blocks above read otherwise.
    const keys = blocks.map((block) => JSON.stringify(block));
    let same = 0;
    while (same < keys.length && keys[same] === this.shown[same]) same++;
    this.shown = keys;
    const { childNodes } = this.element;
    const first = blocks[same];
    if (first && extendBlock(childNodes[same], first)) same++;
    while (childNodes.length > same) this.element.lastChild?.remove();
    // Each block is one child, so that they can be counted.
    for (const block of blocks.slice(same)) this.element.append(single(renderBlock(block)));
  }
}

function single(node: Node): Node {
  if (!(node instanceof DocumentFragment)) return node;
  const made = document.createElement("p");
  made.append(node);
  return made;
}
