// After the whole stack has started, the API gives anon and authenticated nothing, and service_role only the wrappers.
import { afterAll, describe, expect, it } from "vitest";
import { call, connect, env, request } from "../support/stack.ts";

const sql = connect();
afterAll(() => sql.end());

const WRAPPERS = [
  "cancel_dashboard_refresh",
  "claim_dashboard_refresh_alert",
  "dashboard_freshness",
  "list_dashboard_freshness",
  "list_dashboard_refresh_alerts",
  "list_dashboard_refresh_changes",
  "list_dashboard_refresh_loops",
  "list_dashboard_refresh_runs",
  "list_dashboard_refresh_settings",
  "list_dashboard_refresh_views",
  "preview_dashboard_refresh_settings",
  "read_dashboard_refresh_alert",
  "read_dashboard_refresh_doctor",
  "read_dashboard_refresh_drift",
  "read_dashboard_refresh_health",
  "read_dashboard_refresh_loop",
  "read_dashboard_refresh_metrics",
  "read_dashboard_refresh_run",
  "read_dashboard_refresh_schedule",
  "read_dashboard_refresh_settings",
  "read_dashboard_refresh_status",
  "read_dashboard_refresh_version",
  "reconfigure_all_dashboard_refreshes",
  "reconfigure_dashboard_refresh",
  "record_dashboard_refresh_alert",
  "record_dashboard_refresh_loop",
  "refresh_all_dashboard_refreshes",
  "request_dashboard_refresh",
  "request_dashboard_refresh_as_of",
  "run_dashboard_refresh",
  "silence_dashboard_refresh_check",
  "start_dashboard_refresh_loop",
  "test_dashboard_refresh_alert",
];
const rest = (path: string, key: string, method = "POST") =>
  request(method, `${env.SUPABASE_URL}/rest/v1${path}`, {
    headers: { apikey: key },
    ...(method === "POST" ? { body: {} } : {}),
  });

describe("with the publishable key,", () => {
  it.each(WRAPPERS)("the RPC %s is refused", async (name) => {
    const answer = await rest(`/rpc/${name}`, env.SUPABASE_PUBLISHABLE_KEY);
    expect([401, 403, 404]).toContain(answer.status);
    expect(answer.json.code).toMatch(/^(42501|PGRST202)$/);
  });

  it("the materialized view cannot be read", async () => {
    const answer = await rest("/mv_conversaciones_dashboard", env.SUPABASE_PUBLISHABLE_KEY, "GET");
    expect([401, 403]).toContain(answer.status);
  });
});

describe("with any key,", () => {
  it.each([env.SUPABASE_PUBLISHABLE_KEY, env.SUPABASE_SECRET_KEY])(
    "the schema dashboard_refresh is not exposed",
    async (key) => {
      const answer = await request("GET", `${env.SUPABASE_URL}/rest/v1/runs`, {
        headers: { apikey: key, "accept-profile": "dashboard_refresh" },
      });
      expect(answer.status).toBe(406);
      expect((await rest("/runs", key, "GET")).status).toBe(404);
    },
  );
});

describe("after requests of every kind,", () => {
  it("no API role has a right that the migrations did not give", async () => {
    await rest("/rpc/read_dashboard_refresh_status", env.SUPABASE_SECRET_KEY);
    await call("GET", "/status");
    // By name, or through PUBLIC where it is ours; pg_cron itself grants PUBLIC some on its tables, behind a closed schema.
    const rights = await sql`
      select pg_class.oid::regclass::text as name, grantee::regrole::text as role, privilege_type as right
      from pg_class
      cross join lateral aclexplode(relacl)
      where relnamespace in ('dashboard_refresh'::regnamespace, 'cron'::regnamespace)
        and (
          grantee in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole)
          or (grantee = 0 and relnamespace = 'dashboard_refresh'::regnamespace)
        )`;
    expect([...rights]).toEqual([]);

    const schemas = await sql`
      select role, nspname from pg_namespace
      cross join unnest(array['public', 'anon', 'authenticated', 'service_role']) as roles (role)
      where nspname in ('dashboard_refresh', 'cron') and has_schema_privilege(role, pg_namespace.oid, 'usage')`;
    expect([...schemas]).toEqual([]);

    const functions = await sql`
      select role, proname from pg_proc
      cross join unnest(array['public', 'anon', 'authenticated', 'service_role']) as roles (role)
      where (pronamespace = 'dashboard_refresh'::regnamespace or proname ~ 'dashboard_(refresh|freshness)')
        and has_function_privilege(role, pg_proc.oid, 'execute')
      order by proname`;
    expect(functions.map((row) => `${row.role} ${row.proname}`)).toEqual(
      WRAPPERS.map((name) => `service_role ${name}`),
    );
  });
});
