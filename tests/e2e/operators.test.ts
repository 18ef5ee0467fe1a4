// What an operator may do, and a viewer may not whatever the page shows: each act by HTTP, as curl would make it.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Endpoint,
  NAMED_ENDPOINTS,
} from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { tokenOfRole } from "../security/support/signed-in.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env, request } from "../support/stack.ts";
import { rightCall } from "../unit/support/calls.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "operators");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const ACTS = NAMED_ENDPOINTS.filter(
  ([, { who }]: readonly [string, Endpoint]) =>
    typeof who === "object" && who.includes("operator") && !who.includes("viewer"),
);

const callAs = async (role: "operator" | "viewer", method: string, path: string, body?: object) =>
  request(method, `${env.FUNCTIONS_URL}/refresh-dashboard${path}`, {
    headers: { authorization: `Bearer ${await tokenOfRole(role)}` },
    ...(body ? { body } : {}),
  });

describeNeeding("token signer")("a viewer", () => {
  it("may try ten acts", () => {
    expect(ACTS.map(([name]) => name)).toHaveLength(10);
  });

  it.each(ACTS.map(([name]) => name))("is refused the act %s, and nothing has changed", async (name) => {
    const facts = () => sql`
      select
        (select count(*) from dashboard_refresh.runs)::integer as runs,
        (select count(*) from dashboard_refresh.config_changes)::integer as changes,
        (select count(*) from dashboard_refresh.alerts)::integer as alerts`;
    const before = await facts();
    const { method, path, query, body } = rightCall(name);
    const answer = await callAs("viewer", method, query ? `${path}?${query}` : path, body);
    expect([answer.status, answer.json.code]).toEqual([403, "forbidden"]);
    expect([...(await facts())]).toEqual([...before]);
  });

  it("is told that it may not act", async () => {
    expect((await callAs("viewer", "GET", "/me")).json).toMatchObject({ role: "viewer", may_act: false });
  });

  it("reads what there is", async () => {
    for (const path of [
      "/views?runs=5",
      `/status?view=${view.name}`,
      "/settings",
      "/changes?limit=5",
      "/alerts",
    ])
      expect((await callAs("viewer", "GET", path)).status, path).toBe(200);
  });
});

describeNeeding("token signer")("an operator", () => {
  it("may act, and the ledger says who asked", async () => {
    const { json: me } = await callAs("operator", "GET", "/me");
    expect(me).toMatchObject({ role: "operator", may_act: true });
    const { status, json: run } = await callAs("operator", "POST", "/refresh", { view: view.name });
    expect([status, run.requested_by]).toEqual([200, me.name]);
  });

  it("pauses and resumes, and the audit says who did", async () => {
    const { json: me } = await callAs("operator", "GET", "/me");
    const pause = { view: view.name, active: false, pause_reason: "a migration" };
    expect((await callAs("operator", "PATCH", "/reconfigure", pause)).status).toBe(200);
    const { json: status } = await call("GET", `/status?view=${view.name}`);
    expect(status.pause).toMatchObject({ by: me.name, reason: "a migration", until: null });
    expect(
      (await callAs("operator", "PATCH", "/reconfigure", { view: view.name, active: true })).status,
    ).toBe(200);
    const { json: page } = await call("GET", `/changes?view=${view.name}&limit=2`);
    expect(page.changes.map(({ changed_by }: { changed_by: string }) => changed_by)).toEqual([
      me.name,
      me.name,
    ]);
  });

  it("sees what a change would make, which then is as it was", async () => {
    const patch = { view: view.name, max_staleness: "20 minutes" };
    const { status, json } = await callAs("operator", "PATCH", "/reconfigure?dry_run=true", patch);
    expect(status).toBe(200);
    expect(json).toMatchObject({ dry_run: true, after: { max_staleness: "00:20:00" } });
    const { json: settings } = await call("GET", `/reconfigure?view=${view.name}`);
    expect(settings).toMatchObject({ revision: json.revision, settings: json.before });
  });

  it("cancels a run, whose caller is told by whom and why", async () => {
    const { json: me } = await callAs("operator", "GET", "/me");
    await view.setSeconds(30);
    const { json: begun } = await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 1 } });
    const { status, json: run } = await callAs("operator", "POST", `/runs/${begun.id}/cancel`, {
      reason: "it takes too long",
    });
    await view.setSeconds(0);
    expect([status, run.status]).toEqual([200, "cancelled"]);
    expect(run.cancellation).toMatchObject({ requested_by: me.name, reason: "it takes too long" });
    const again = await callAs("operator", "POST", `/runs/${begun.id}/cancel`);
    expect([again.status, again.json.status]).toEqual([200, "cancelled"]);
    const { json: next } = await call("POST", "/refresh", { body: { view: view.name } });
    expect(next.status).toBe("succeeded");
    const over = await callAs("operator", "POST", `/runs/${next.id}/cancel`);
    expect(over).toMatchObject({ status: 409, json: { code: "run_finished", run: { id: next.id } } });
  });
});
