// Gives a shadow root its styles.

/** A sheet that no policy of the page's forbids; older Firefoxes do not let a content script adopt one. */
export function adopt(root: ShadowRoot, sheet: string): void {
  try {
    const adopted = new CSSStyleSheet();
    adopted.replaceSync(sheet);
    root.adoptedStyleSheets = [adopted];
  } catch {
    const style = document.createElement("style");
    style.textContent = sheet;
    root.append(style);
  }
}
