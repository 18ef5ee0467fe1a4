// The stamp of a new migration.
import { expect, it } from "vitest";
import { nextStamp } from "../../cli/project/next-stamp.ts";
import { NOW, STAMP } from "./support/cli.ts";

it.each([
  ["nothing is there", [], STAMP],
  ["all are older", ["20250101000000_a.sql", "20260304050606_b.sql"], STAMP],
  ["one is of this second", [`${STAMP}_a.sql`], "20260304050608"],
  ["one is of the future", ["20991231235959_a.sql", "20250101000000_b.sql"], "21000101000000"],
  ["the order of the names is another", ["20270101000000_a.sql", "20260101000000_b.sql"], "20270101000001"],
  ["others are no migrations", ["29990101000000.sql", "29990101000000_a.sql.orig", "notes_9.sql"], STAMP],
  ["stamps are short numbers", ["0001_a.sql", "0002_b.sql"], STAMP],
  ["a short number comes after, as text", ["9_a.sql"], "90000000000001"],
  ["stamps are longer", ["20260304050607123_a.sql"], "20260304050608"],
  ["fourteen digits are no time", ["20269999999999_a.sql"], "20270000000000"],
  ["a day is not in its month", ["20260431000000_a.sql"], "20260431000001"],
])("comes after all others, where %s", (_where, names, stamp) => {
  expect(nextStamp(names, NOW)).toBe(stamp);
  for (const other of names.flatMap((name) => /^(\d+)_.*\.sql$/.exec(name)?.[1] ?? []))
    expect(stamp > other).toBe(true);
});
