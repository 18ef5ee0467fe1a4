// A refresh writes nothing to the sources: a logical decoding slot sees what Realtime would see.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../support/needing.ts";
import { call, connectAsAdmin } from "../support/stack.ts";

const describe = describeNeeding("superuser");
const sql = connectAsAdmin();
const SLOT = "refresh_dashboard_e2e";
const PUBLISHED = ["mensajes_whatsapp", "prospectos", "conversaciones_whatsapp"];

/** Changes of the published tables since the last look. */
async function seenChanges(): Promise<string[]> {
  const changes = await sql<{ data: string }[]>`
    select data from pg_logical_slot_get_changes(${SLOT}, null, null) where data like 'table %'`;
  return changes
    .map((change) => change.data)
    .filter((data) => PUBLISHED.some((name) => data.includes(`public.${name}:`)));
}

beforeAll(async () => {
  await sql`select pg_create_logical_replication_slot(${SLOT}, 'test_decoding', true)`;
});
afterAll(async () => {
  await sql`select pg_drop_replication_slot(${SLOT})`;
  await sql.end();
});

describe("a refresh", () => {
  it("writes nothing to the three published tables, where a change to a prospecto is seen", async () => {
    await sql`update public.prospectos set nombre = nombre where id = (select id from public.prospectos limit 1)`;
    expect(await seenChanges()).toHaveLength(1);

    const answer = await call("POST", "/refresh", { body: {} });
    expect(answer.json.status).toBe("succeeded");
    expect(await seenChanges()).toEqual([]);
  });

  it("adds no table to the publication", async () => {
    const tables = await sql`
      select tablename from pg_publication_tables where pubname = 'supabase_realtime' order by tablename`;
    expect(tables.map((row) => row.tablename)).toEqual([...PUBLISHED].sort());
  });
});
