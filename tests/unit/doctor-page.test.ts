// docs/doctor.md has an entry for each check, in the order in which they are made, and for nothing else.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(ROOT, "docs/doctor.md"), "utf8");
const list = readFileSync(path.join(ROOT, "supabase/schemas/dashboard_refresh/doctor/list.sql"), "utf8");

/** The ids of a group, from the function that lists them. */
function idsOf(group: string): string[] {
  const [, body = ""] =
    new RegExp(`_${group}_checks\\(\\)\\nreturns.*?\\$\\$(.*?)\\$\\$;`, "s").exec(list) ?? [];
  return [...body.matchAll(/^ {6}\('(\w+)'/gm)].map(([, id = ""]) => id);
}

describe.each(["platform", "view", "around"])("the checks of the group %s", (group) => {
  it("each have an entry on the page, and the page has no other", () => {
    const [, section = ""] =
      new RegExp(`^## ${group[0]?.toUpperCase()}${group.slice(1)}\\n(.*?)(?=^## |$(?![\\s\\S]))`, "ms").exec(
        page,
      ) ?? [];
    const headings = [...section.matchAll(/^### `(\w+)`$/gm)].map(([, id = ""]) => id);
    expect(idsOf(group).length).toBeGreaterThan(10);
    expect(headings).toEqual(idsOf(group));
  });
});

it("each entry says something", () => {
  const entries = [...page.matchAll(/^### `(\w+)`\n\n(.*?)(?=^##|$(?![\s\S]))/gms)];
  expect(entries.filter(([, , text = ""]) => text.trim().length < 40)).toEqual([]);
});
