// pg_safeupdate is loaded in every session of a hosted project's API and refuses UPDATE and DELETE without WHERE. Debian does
// not package it; this stands in for it: no statement of ours is one that it would refuse.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const schemasDir = path.resolve(import.meta.dirname, "../../supabase/schemas");

/** The statements of a source, functions' bodies too, without comments and texts. */
function statementsOf(source: string): string[] {
  return source
    .replace(/\/\*[\s\S]*?\*\/|--.*$/gm, "")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(";")
    .map((statement) => statement.replace(/\s+/g, " ").trim());
}

/** The UPDATEs and DELETEs in it that have no WHERE after them. */
function unsafeIn(source: string): string[] {
  return statementsOf(source).flatMap((statement) =>
    [...statement.matchAll(/\b(?:delete from|update (?:only )?[\w."]+(?: as \w+)? set)\b/g)]
      .filter(({ index }) => !/\bwhere\b/.test(statement.slice(index)))
      .map(({ index }) => statement.slice(index, index + 80)),
  );
}

describe("a statement without WHERE", () => {
  it.each([
    "delete from a.b",
    "create function f() as $$ begin update a.b as c set d = 1; delete from e where true; end $$",
    "with gone as (select 1) update a set b = 'where'",
  ])("is seen: %s", (source) => expect(unsafeIn(source)).toHaveLength(1));

  it.each([
    "delete from a.b where true -- all of them",
    "insert into a values (1) on conflict do update set b = 1",
    "select 1 from a for update",
    "raise exception 'delete from a'",
  ])("is not this: %s", (source) => expect(unsafeIn(source)).toEqual([]));

  it("is nowhere in the sources", () => {
    const files = readdirSync(schemasDir, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".sql"),
    );
    expect(files.length).toBeGreaterThan(50);
    const found = files.flatMap((file) =>
      unsafeIn(readFileSync(path.join(schemasDir, file), "utf8")).map((statement) => `${file}: ${statement}`),
    );
    expect(found).toEqual([]);
  });
});
