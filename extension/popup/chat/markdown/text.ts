// The plain parts of Markdown: characters written by name, and addresses that may be followed. Pure.

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", hellip: "…", mdash: "—", ndash: "–" };

/** `&lt;` and the like, which HTML would read for us. Others stay as they are written. */
export function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,6}));/g, (whole, decimal, hexadecimal, name) => {
    if (name) return Object.hasOwn(named, name) ? (named[name] ?? whole) : whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\ufffd";
  });
}

const followed = ["http:", "https:", "mailto:"];

/** The address as the browser reads it; undefined where it is not to be followed. */
export function safeAddress(address: string): string | undefined {
  try {
    const { href, protocol } = new URL(decoded(address));
    return followed.includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
