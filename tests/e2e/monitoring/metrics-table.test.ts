// The metrics are defined by the database; docs/metrics.md lists them as it does.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "../../support/stack.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../../docs/metrics.md");
const PLACE = /(<!-- metrics -->\n).*?(<!-- \/metrics -->)/s;

const Definition = z.strictObject({
  name: z.string(),
  type: z.enum(["gauge", "counter"]),
  labels: z.array(z.string()),
  help: z.string(),
});

const sql = connect(1);
afterAll(() => sql.end());

it("docs/metrics.md lists the metrics as the database does; vitest -u writes the table", async () => {
  const definitions = Definition.array().parse([
    ...(await sql`select * from dashboard_refresh._metric_definitions()`),
  ]);
  const document = readFileSync(DOCUMENT, "utf8");
  expect(document).toMatch(PLACE);
  await expect(
    document.replace(PLACE, (_all, begin, end) => `${begin}\n${renderTable(definitions)}\n\n${end}`),
  ).toMatchFileSnapshot(DOCUMENT);
});

function renderTable(definitions: z.infer<typeof Definition>[]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["metric", "type", "labels", ""]),
    line(["---", "---", "---", "---"]),
    ...definitions.map(({ name, type, labels, help }) =>
      line([`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", "), help]),
    ),
  ].join("\n");
}
