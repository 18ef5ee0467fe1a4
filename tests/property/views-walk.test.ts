// The search of views.test.ts can fail: it finds a false `unchanged` when one thing is no longer followed.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../support/stack.ts";
import { SEED } from "./settings.ts";
import type { Kind } from "./views-schema.ts";
import { cleanUp, search } from "./views-search.ts";

interface Weakening {
  what: string;
  /** The source file, in supabase/schemas/dashboard_refresh. */
  file: string;
  from: string | RegExp;
  to: string;
  /** The changes that are made; among them such as are still followed. */
  kinds: string[];
  /** The kind of columns that are shown, where few of all would do. */
  only?: Kind;
}

const weakenings: Weakening[] = [
  {
    what: "the attributes and labels of types",
    file: "changes/watched_types.sql",
    from: /\('pg_enum', 'enumtypid'\),|\('pg_attribute', 'attrelid'\),/g,
    to: "",
    kinds: ["rename an attribute", "rename an enum label", "update", "a check of a domain"],
  },
  {
    what: "text search configurations and dictionaries",
    file: "changes/watched_types.sql",
    from: /('pg_ts_\w+'::regclass, '\w+'), v_\w+/g,
    to: "$1, '{}'::oid[]",
    kinds: ["a text search configuration", "a text search dictionary", "update"],
  },
  {
    what: "session settings",
    file: "session/settings.sql",
    from: /return v_recorded\.stamp( \|\| md5[\s\S]*?::text\))?;/g,
    to: "return 'same';",
    kinds: ["TimeZone", "DateStyle", "bytea_output", "app.property", "update"],
  },
  {
    what: "plain views and partitions",
    file: "changes/watched.sql",
    from: /\('pg_rewrite'::regclass, 'ev_class', v_views\),|\('pg_inherits'::regclass, 'inhparent', v_parents\),/g,
    to: "",
    kinds: ["another plain view", "attach a partition", "inherit", "update"],
  },
  {
    what: "the functions that a function calls",
    file: "changes/called_functions.sql",
    from: "while v_new <> '{}' loop",
    to: "while false loop",
    kinds: ["replace a function", "replace what an aggregate calls", "update"],
  },
  {
    what: "text that becomes a time",
    file: "changes/obstacle.sql",
    from: /\) then(\s+return dashboard_refresh\._conversion_obstacle)/,
    to: ") and false then$1",
    kinds: ["the time as text", "insert", "update", "delete"],
    only: "moment",
  },
  {
    what: "row level security",
    file: "changes/source_obstacle.sql",
    from: /select pg_class\.relrowsecurity\s+and not/,
    to: "select false and not",
    kinds: ["another policy", "one policy more", "rows that a policy reads"],
  },
];

const sourceOf = (file: string) =>
  readFileSync(new URL(`../../supabase/schemas/dashboard_refresh/${file}`, import.meta.url), "utf8");

describe("a walk over the query that leaves something out is caught", () => {
  const sql = connect(1);
  beforeAll(cleanUp);
  afterAll(async () => {
    await cleanUp();
    await sql.end();
  });

  it.each(weakenings)("$what", async ({ file, from, to, kinds, only }) => {
    const source = sourceOf(file);
    const weaker = source.replace(from, to);
    expect(weaker).not.toBe(source);
    try {
      await sql.unsafe(weaker);
      const { found } = await search({
        seed: SEED,
        views: only ? 40 : 120,
        ...(only ? { only } : {}),
        rounds: 3 * kinds.length,
        kinds,
        isFirstEnough: true,
      });
      expect(found.length).toBeGreaterThan(0);
    } finally {
      await sql.unsafe(source);
    }
  });
});
