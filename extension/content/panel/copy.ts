// Puts a text into the clipboard.

/** False where the browser refuses. */
export async function copy(text: string, root: ShadowRoot): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without TLS, and frames that their page does not let write, have no such clipboard.
    return copySelected(text, root);
  }
}

/** Through a selection, for a moment: no script of the page runs meanwhile, and the copy event is kept from it. */
function copySelected(text: string, root: ShadowRoot): boolean {
  const before = root.activeElement as HTMLElement | null;
  const area = document.createElement("textarea");
  area.style.cssText = "position:fixed;opacity:0";
  area.value = text;
  root.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}
