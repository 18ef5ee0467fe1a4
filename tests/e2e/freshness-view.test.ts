// public.dashboard_freshness over the REST API: seen by those that a view's setting names, and by nobody else.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env, request } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "shown");
  await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } });
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const read = (key: string) =>
  request("GET", `${env.SUPABASE_URL}/rest/v1/dashboard_freshness`, { headers: { apikey: key } });
const setReaders = (freshness_readers: string | null) =>
  call("PATCH", "/reconfigure", { body: { view: view.name, freshness_readers } });

describe("the view public.dashboard_freshness", () => {
  it("is refused to the publishable key, and shows all to the secret key", async () => {
    const refused = await read(env.SUPABASE_PUBLISHABLE_KEY);
    expect([401, 403, 404]).toContain(refused.status);
    const shown = await read(env.SUPABASE_SECRET_KEY);
    expect(shown.status).toBe(200);
    expect(shown.json.map((row: { view: string }) => row.view)).toContain(view.name);
  });

  it("shows anyone what is for anyone, and no more", async () => {
    expect((await setReaders("anyone")).status).toBe(200);
    const shown = await read(env.SUPABASE_PUBLISHABLE_KEY);
    expect(shown.status).toBe(200);
    expect(shown.json).toHaveLength(1);
    expect(shown.json[0]).toMatchObject({ view: view.name, state: "fresh" });
    expect(Object.keys(shown.json[0])).toEqual([
      "view",
      "as_of",
      "staleness_seconds",
      "refreshed_at",
      "state",
    ]);
    expect(new Date(shown.json[0].refreshed_at).getTime()).toBeLessThanOrEqual(
      new Date(shown.json[0].as_of).getTime(),
    );
  });

  it("shows nothing more once it is taken back", async () => {
    for (const readers of ["authenticated", null]) {
      expect((await setReaders(readers)).status).toBe(200);
      expect([401, 403, 404]).toContain((await read(env.SUPABASE_PUBLISHABLE_KEY)).status);
    }
    const [rights] = await sql`
      select has_table_privilege('anon', 'public.dashboard_freshness', 'select') as anon,
        has_table_privilege('authenticated', 'public.dashboard_freshness', 'select') as authenticated`;
    expect(rights).toMatchObject({ anon: false, authenticated: false });
  });
});
