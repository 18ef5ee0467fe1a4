// The list of mutations still fits the sources: each can be made, and names a test that there is. Whether that test notices
// it is tried by npm run test:mutation.
import { describe, expect, it } from "vitest";
import { whyStale } from "../mutation/mutation.ts";
import { SQL_MUTATIONS } from "../mutation/sql.ts";
import { TYPESCRIPT_MUTATIONS } from "../mutation/typescript.ts";

const all = [...SQL_MUTATIONS, ...TYPESCRIPT_MUTATIONS];

describe("the mutations", () => {
  it("are at least sixty, of SQL and of TypeScript, each with a name of its own", () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(Math.min(SQL_MUTATIONS.length, TYPESCRIPT_MUTATIONS.length)).toBeGreaterThanOrEqual(20);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each(all.map((mutation) => [mutation.name, mutation] as const))("can be made: %s", (_name, mutation) => {
    expect(whyStale(mutation)).toBeUndefined();
  });
});

describe("a mutation that is stale", () => {
  const fresh = {
    name: "x",
    file: "tests/mutation/mutation.ts",
    find: "export function whyStale",
    replace: "function whyStale",
    killedBy: "tests/unit/mutation-list.test.ts",
  };

  it("says which it is, and what is to be done", () => {
    expect(whyStale(fresh)).toBeUndefined();
    expect(whyStale({ ...fresh, replace: fresh.find })).toContain("find and replace are the same");
    expect(whyStale({ ...fresh, find: "no such text in there" })).toMatch(
      /"no such text in there" does not stand in tests\/mutation\/mutation\.ts any more\..*tests\/mutation\/typescript\.ts/,
    );
    expect(whyStale({ ...fresh, find: "export" })).toMatch(/"export" stands \d+ times in .*longer/);
    expect(whyStale({ ...fresh, file: "tests/mutation/gone.sql" })).toMatch(
      /no tests\/mutation\/gone\.sql: .*tests\/mutation\/sql\.ts/,
    );
    expect(whyStale({ ...fresh, killedBy: "tests/unit/gone.test.ts" })).toContain(
      "no tests/unit/gone.test.ts",
    );
  });
});
