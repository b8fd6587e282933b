// What one kind of field needs to go through the checks. Must not know: the checks, the extension.
import type { Page, Frame } from "puppeteer-core";
import type { BrowserName } from "../browsers/driver.ts";
import type { Column } from "./columns.ts";
import type { Stage } from "../stage.ts";

/** What a fixture's page lays down as `globalThis.editor`, in the frame that holds the field. */
export interface PageEditor {
  /** The element that is written in. */
  field: HTMLElement;
  /** The text by the editor's own model, read through its API, a line a paragraph. */
  text(): string;
  /** What the editor, or the page, would save: HTML, or the text of a text control. */
  html(): string;
  /** Puts the caret into the empty field; the field's own `focus` unless given. */
  focus?(): void;
  /** The editor's own call for it, where no keys redo. */
  redo?(): void;
  /** What a person reads, where the editor paints it apart from the field. */
  seen?(): string;
}

export interface EditorFixture {
  /** The row's name in the table. */
  name: string;
  /** The page's body between two buttons, `#previous` and `#next`. */
  html: string;
  /** A file in fixtures/, bundled and run as a module at the end of the page. Without it `#field` is the field, and its own model. */
  script?: string;
  /** The packages whose versions are told below the table. */
  packages?: string[];
  /** The frame that holds the field; the page's own unless given. */
  frame?(page: Page, stage: Stage): Promise<Frame>;
  /** The whole page of a fixture that lies in a frame of its own: gets the address of the page with `html`. */
  around?(inner: string): string;
  /** Which site the frame is of. */
  host?: "127.0.0.1" | "localhost";
  /** Suggestions come only when asked for. */
  isManual?: boolean;
  /** The editor makes something of Tab itself (an indent), so the focus stays. */
  ownsTab?: boolean;
  /** The keys that redo, where Ctrl+Shift+Z does not. */
  redoKey?: "y";
  /** Checks that cannot be made or cannot hold, and why; for both browsers or one. */
  impossible?: Partial<Record<Column, string | Partial<Record<BrowserName, string>>>>;
}

declare global {
  var editor: PageEditor;
  /** The keys that reached the page, in order. */
  var keysSeen: string[];
}
