// What text looks like: what is copied from a field to lay out text as it does.
export const looks = (
  "color-scheme direction letter-spacing word-spacing line-height text-transform text-rendering tab-size word-break font-family " +
  "font-size font-weight font-style font-stretch font-variant font-feature-settings font-variation-settings font-kerning " +
  "-webkit-font-smoothing"
).split(" ");
