// That the search for secrets, which ends every test run, would find one wherever it is.
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../../stack/index.ts";
import { describeNeeding } from "../support/needing.ts";
import { findSecrets } from "../support/secrets.ts";
import { connect, connectAsAdmin } from "../support/stack.ts";

const describe = describeNeeding("superuser", "stack");
const sql = connect();
const admin = connectAsAdmin();
const config = readConfig();
const secret = `whsec_${randomBytes(32).toString("base64")}`;
const bare = secret.slice("whsec_".length);
const log = path.join(config.logsDir, "leak.log");
const find = () => findSecrets(admin, config, { A_SECRET: secret, SUPABASE_URL: "http://127.0.0.1" });

beforeAll(() =>
  sql.unsafe(
    "create schema if not exists e2e; create table if not exists e2e.leak (value text, bytes bytea)",
  ),
);
afterAll(async () => {
  rmSync(log, { force: true });
  await sql.unsafe("drop table e2e.leak");
  await Promise.all([sql.end(), admin.end()]);
});

describe("the search for secrets", () => {
  it("finds nothing where there is none", async () => {
    const { found, searched } = await find();
    expect(found).toEqual([]);
    expect(searched.length).toBeGreaterThan(20);
  });

  it("finds one in tables and logs, written as it is, in base64, in a URL and as bytes", async () => {
    await sql`
      insert into e2e.leak (value, bytes) values
        (${bare}, null),
        (${`https://x/?key=${encodeURIComponent(bare)}&a=b`}, null),
        (${Buffer.from(bare).toString("base64")}, null),
        (null, ${Buffer.from(`x ${secret}`)})`;
    writeFileSync(log, `{"event":"oops","key":"${secret}"}\n`);
    const inTable = "A_SECRET in the table e2e.leak";
    expect((await find()).found).toEqual([inTable, inTable, inTable, inTable, "A_SECRET in leak.log"]);
  });
});
