// The typed client against the running function: each call with the secret key, what signed-in users may, and a run that
// takes longer than anybody wants to hold a connection.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRefreshDashboard, type Run } from "../../client/index.ts";
import { stackProject } from "../security/support/project.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env } from "../support/stack.ts";

const sql = connect();
const client = createRefreshDashboard({ url: env.SUPABASE_URL, key: env.SUPABASE_SECRET_KEY });
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "client");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

describe("with the secret key", () => {
  it("every call is answered with what the contract says", async () => {
    expect((await client.index()).data?.name).toBe("refresh-dashboard");
    expect(["fresh", "stale"]).toContain((await client.health()).data?.status);
    const { data: run, error } = await client.refresh({ view: view.name });
    expect([error, run?.status]).toEqual([null, "succeeded"]);
    expect((await client.run({ id: run?.id ?? "" })).data).toEqual(run);
    expect((await client.runs({ view: view.name, limit: 1, status: "succeeded" })).data).toMatchObject({
      view: view.name,
      runs: [{ id: run?.id }],
    });
    expect((await client.status({ view: view.name, runs: 0 })).data).toMatchObject({ last_runs: [] });
    expect((await client.drift({ view: view.name })).data).toMatchObject({ complete: true, different: 0 });
  });

  it("settings are changed only as they were seen", async () => {
    const seen = await client.settings({ view: view.name });
    const ifMatch = seen.etag ?? "";
    const change = { view: view.name, failure_limit: 6 };
    const changed = await client.reconfigure(change, { ifMatch });
    expect(changed.data).toMatchObject({ before: seen.data?.settings, after: { failure_limit: 6 } });
    const again = await client.reconfigure({ ...change, failure_limit: 7 }, { ifMatch });
    expect(again.error).toMatchObject({ code: "precondition_failed", status: 412 });
    expect(changed.etag).not.toBe(ifMatch);
    expect((await client.settings({ view: view.name })).etag).toBe(changed.etag);
  });

  it("an error is what the function says, by the id that the caller gave the request", async () => {
    const { error } = await client.status({ view: "e2e.there_is_none" }, { requestId: "client-e2e" });
    expect(error).toMatchObject({ code: "unknown_view", status: 404, request_id: "client-e2e" });
    expect(error?.hint).toEqual(expect.any(String));
    const wrong = await client.reconfigure({ view: view.name, path: "moon" });
    expect(wrong.error).toMatchObject({ code: "invalid_setting", status: 422 });
  });

  it("a run is followed to its end, and given up by who will not wait", async () => {
    await view.setSeconds(4);
    const rows = await view.addRow();
    const given = await client.refreshAndWait({ view: view.name, wait_seconds: 0 }, { deadlineMs: 1_500 });
    expect(given.error?.code).toBe("timed_out");
    const left = given.error?.problem?.run as Run;
    expect(left.status).toBe("queued");
    await view.setSeconds(1);
    const seen: string[] = [];
    const { data, error } = await client.refreshAndWait(
      { view: view.name, wait_seconds: 0 },
      { deadlineMs: 60_000, onRun: ({ status }) => seen.push(status) },
    );
    expect([error, data?.status, seen[0]]).toEqual([null, "succeeded", "queued"]);
    expect(await view.countRows()).toBe(rows);
    expect((await client.run({ id: left.id })).data?.status).toBe("succeeded");
    await view.setSeconds(0);
  });
});

describeNeeding("token signer")("with a sign-in", () => {
  const signedIn = (role: string) =>
    createRefreshDashboard({
      url: env.SUPABASE_URL,
      key: env.SUPABASE_PUBLISHABLE_KEY,
      accessToken: () =>
        stackProject.token({
          sub: "user-1",
          role: "authenticated",
          app_metadata: { refresh_dashboard: role },
        }),
    });

  it("an operator refreshes, a viewer reads and is told why he may not", async () => {
    expect((await signedIn("operator").refresh({ view: view.name })).status).toBe(200);
    const viewer = signedIn("viewer");
    expect((await viewer.status({ view: view.name })).status).toBe(200);
    expect((await viewer.refresh({ view: view.name })).error).toMatchObject({
      code: "forbidden",
      status: 403,
    });
  });
});
