// docs/contract.md lists the problems that a status can have; the sources of the database part raise them.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PROBLEMS = path.join(ROOT, "supabase/schemas/dashboard_refresh/status/problems");

it("docs/contract.md lists every problem of the sources with its severity, and no other", () => {
  const sources = readdirSync(PROBLEMS)
    .map((file) => readFileSync(path.join(PROBLEMS, file), "utf8"))
    .join("\n");
  const raised = [...sources.matchAll(/^\s*'([a-z_]+)',\s*(?:'(error|warning)'|case\b)/gm)].map(
    ([, code, severity]) => [code, severity ?? "warning"].join(" "),
  );
  // Named in the sources by the status of the run, and not by the database at all.
  raised.push("last_run_failed error", "last_run_lost error", "version_mismatch warning");

  const document = readFileSync(path.join(ROOT, "docs/contract.md"), "utf8");
  const section = document.split(/^#+ /m).find((text) => text.startsWith("Problems\n")) ?? "";
  const listed = [...section.matchAll(/^\| `([a-z_]+)` \| (\w+) \|/gm)].map(([, code, severity]) =>
    [code, severity].join(" "),
  );

  expect(listed.length).toBeGreaterThan(20);
  expect([...listed].sort()).toEqual([...raised].sort());
});
