// Every kind of field and every editor goes through the same list of checks (editors/columns.ts); README.md has the table of how
// they go. INKLING_EDITORS, a part of a row's name, runs some rows only.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import type { BrowserName } from "./browsers/driver.ts";
import { columns, type Column } from "./editors/columns.ts";
import { fixtures } from "./editors/all.ts";
import type { EditorFixture } from "./editors/fixture.ts";
import { flows, type Check } from "./editors/flows.ts";
import { writeReport, type Report } from "./editors/report.ts";
import { differences } from "./editors/table.ts";
import { Visit } from "./editors/visit.ts";
import { browsers, Stage } from "./stage.ts";

const wanted = process.env.INKLING_EDITORS ?? "";

function whyNot({ impossible }: EditorFixture, column: Column, browser: BrowserName): string | undefined {
  const why = impossible?.[column];
  return typeof why === "string" ? why : why?.[browser];
}

for (const name of browsers) {
  describe(`${name}: editors`, () => {
    let stage: Stage;
    let tab: Page;
    const report: Report = {};
    before(async () => {
      stage = await Stage.set(name);
      tab = await stage.open("");
    });
    after(async () => {
      writeReport(name, report);
      await stage?.strike();
    });

    for (const fixture of fixtures.filter(({ name }) => name.includes(wanted))) {
      const row = (report[fixture.name] = {} as Report[string]);
      for (const column of Object.keys(columns) as Column[]) if (whyNot(fixture, column, name)) row[column] = "impossible";
      const check: Check = async (column, run) => {
        if (row[column] === "impossible") return;
        const before = row[column] ?? "passed";
        row[column] = "failed";
        await run();
        row[column] = before;
      };
      for (const [flow, run] of Object.entries(flows)) {
        test(`${fixture.name}: ${flow}`, async () => {
          await run(await Visit.open(stage, fixture, tab), check);
          await stage.assertQuiet();
        });
      }
    }

    test("the table in README.md is what this run saw", () => {
      assert.deepEqual(differences(name, report), [], "write it anew: node --import tsx editors/table.ts");
    });
  });
}
