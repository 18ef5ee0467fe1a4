// The database and the contract have one table of codes each: they say the same.
import { afterAll, expect, it } from "vitest";
import { CODES } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import { connect } from "../support/stack.ts";

const sql = connect(1);
afterAll(() => sql.end());

it("every code that the database raises is in the contract with the same SQLSTATE and status, and no other is", async () => {
  const raised = await sql<{ code: string; sqlstate: string; status: number }[]>`
    select code, sqlstate, status from dashboard_refresh._error_codes() order by sqlstate`;
  const documented = Object.entries(CODES)
    .filter(([, { sqlstate }]) => sqlstate !== null)
    .map(([code, { sqlstate, status }]) => ({ code, sqlstate, status }));
  expect(raised.map((row) => ({ ...row }))).toEqual(documented);
});
