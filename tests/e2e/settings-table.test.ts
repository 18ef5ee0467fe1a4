// The settings are defined by the columns of a table; docs/contract.md lists them as the database does.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "../support/stack.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../docs/contract.md");
const PLACE = /(<!-- settings -->\n).*?(<!-- \/settings -->)/s;

const Setting = z.strictObject({
  name: z.string(),
  type: z.string(),
  default_value: z.string().nullable(),
  limits: z.string(),
  description: z.string(),
});

const sql = connect(1);
afterAll(() => sql.end());

it("docs/contract.md lists the settings as dashboard_refresh.settings() does; vitest -u writes the table", async () => {
  const settings = Setting.array().parse([...(await sql`select * from dashboard_refresh.settings()`)]);
  const document = readFileSync(DOCUMENT, "utf8");
  expect(document).toMatch(PLACE);
  await expect(
    document.replace(PLACE, (_all, begin, end) => `${begin}\n${renderTable(settings)}\n\n${end}`),
  ).toMatchFileSnapshot(DOCUMENT);
});

function renderTable(settings: z.infer<typeof Setting>[]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const code = (text: string | null) => (text === null ? "" : `\`${text}\``);
  return [
    line(["name", "type", "default", "limits", "description"]),
    line(["---", "---", "---", "---", "---"]),
    ...settings.map(({ name, type, default_value, limits, description }) =>
      line([code(name), type, code(default_value), limits, description]),
    ),
  ].join("\n");
}
