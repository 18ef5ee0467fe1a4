// Who decides about a view is not held up by those who refresh it, nor holds them up.
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../support/stack.ts";

const VIEW = "examine_test.held";
const sql = connect();
const other = connect();

beforeAll(async () => {
  await sql.unsafe(`
    drop schema if exists examine_test cascade;
    create schema examine_test;
    create materialized view ${VIEW} as select n as id from generate_series(1, 100) as n;
  `);
});
afterAll(async () => {
  await other.end();
  await sql.unsafe("drop schema if exists examine_test cascade");
  await sql.end();
});

/** What examine says, within ten seconds, while a transaction that has refreshed the view so has not ended. */
async function examineDuring(refresh: string) {
  return sql.begin(async (holding) => {
    await holding.unsafe(refresh);
    return other.begin(async (examining) => {
      await examining`set local statement_timeout = '10s'`;
      const [row] = await examining`select dashboard_refresh.examine(${VIEW}, true) as said`;
      return row?.said;
    });
  });
}

it("a view under a refresh that blocks readers is examined as far as that goes", async () => {
  const said = await examineDuring(`refresh materialized view ${VIEW}`);
  expect(said).toMatchObject({
    view: VIEW,
    rows_exact: false,
    bytes: null,
    proposed_index: { statement: null, reason: expect.stringContaining("locked at present") },
  });
});

it("one under a concurrent refresh is, but for how long a refresh takes", async () => {
  await sql.unsafe(`create unique index on ${VIEW} (id)`);
  const said = await examineDuring(`refresh materialized view concurrently ${VIEW}`);
  expect(said).toMatchObject({
    rows: 100,
    rows_exact: true,
    measured: { duration_ms: null, reason: expect.stringContaining("lock timeout") },
  });
});

it("one that nobody refreshes is measured, and is as it was", async () => {
  const [row] = await sql`select dashboard_refresh.examine(${VIEW}, true) as said`;
  expect(row?.said).toMatchObject({ measured: { method: "concurrently", reason: null } });
  expect(row?.said.measured.duration_ms).toBeGreaterThan(0);
});
