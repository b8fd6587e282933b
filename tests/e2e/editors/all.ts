// The rows of the table.
import { bridged } from "./bridged.ts";
import type { EditorFixture } from "./fixture.ts";
import { plain } from "./plain.ts";
import { rich } from "./rich.ts";

export const fixtures: EditorFixture[] = [...plain, ...rich, ...bridged];
