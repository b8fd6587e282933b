// What kind of field a field is, as the settings tell kinds apart.

import type { Kind } from "../shared/settings.js";
import { isControl, type Field } from "./eligible.js";

export function kindOf(field: Field): Kind {
  if (field.closest(".cm-editor, .CodeMirror, .monaco-editor, .ace_editor")) return "code";
  if (!isControl(field)) return "rich";
  return field.localName === "input" ? "line" : "prose";
}
