// The watchdog's procedure commits, so it cannot set its search_path: whatever is found in the session's must not be used.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../support/stack.ts";

const sql = connect(1);
const remove = () => sql.unsafe("drop schema if exists hostile cascade");

beforeAll(async () => {
  await remove();
  await sql.unsafe(`
    create schema hostile;
    create table hostile.gained (by text);
    create function hostile.gain(numeric, integer) returns boolean language plpgsql as $$
      begin
        insert into hostile.gained values (current_user);
        return false;
      end;
    $$;
    create operator hostile.= (leftarg = numeric, rightarg = integer, function = hostile.gain);
    create operator hostile.<> (leftarg = numeric, rightarg = integer, function = hostile.gain);
  `);
});
afterAll(async () => {
  await remove();
  await sql.end();
});

describe("the watchdog", () => {
  it("uses no operator of another schema, at any minute", async () => {
    // As a role's setting or a schema everybody may create in would have it.
    await sql`set search_path = hostile, public, extensions`;
    await sql`call dashboard_refresh.watchdog(clock_timestamp())`;
    await sql`call dashboard_refresh.watchdog(date_trunc('hour', clock_timestamp()) + interval '17 minutes')`;
    await sql`set search_path = "$user", public, extensions`;
    expect([...(await sql`select by from hostile.gained`)]).toEqual([]);

    // The trap is set.
    await sql`select 17::numeric operator(hostile.=) 17`;
    expect([...(await sql`select by from hostile.gained`)]).toEqual([{ by: "postgres" }]);
  });
});
