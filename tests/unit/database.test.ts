// The RPCs: names and arguments as in docs/contract.md, answers checked, and the real client that carries them.
import { describe, expect, it } from "vitest";
import { createDatabase } from "../../supabase/functions/refresh-dashboard/database/database.ts";
import { createRpc, type Rpc } from "../../supabase/functions/refresh-dashboard/database/rpc.ts";
import { aRun, aStatus, NOW, RUN_ID, VIEW } from "./support/fakes.ts";
import { project, SECRET_KEY } from "./support/keys.ts";

const answering =
  (data: unknown, seen: unknown[] = []): Rpc =>
  async (name, args) => {
    seen.push([name, args]);
    return { data, error: null, status: 200 };
  };

describe("the calls", () => {
  const page = { view: VIEW, runs: [aRun()], next: RUN_ID };
  const changed = { view: VIEW, before: {}, after: {} };
  const settings = { view: VIEW, revision: 7, settings: {} };
  const status = aStatus();

  const drift = { view: VIEW, by: null, complete: false, at: NOW };

  it("are named and carry arguments as the contract says; what is not given is left to the database", async () => {
    const seen: unknown[] = [];
    const on = (data: unknown) => createDatabase(answering(data, seen));
    await on(aRun()).requestRefresh(undefined, false, "ana");
    await on(aRun()).requestRefresh("a.b", true, "ana");
    await on(aRun()).runRefresh(RUN_ID);
    await on(aRun()).readRun(RUN_ID);
    await on(status).readStatus({ runs: 5 });
    await on(page).listRuns({ view: "a.b", status: "lost", before: RUN_ID, limit: 7 });
    await on(settings).readSettings({});
    await on(settings).readSettings({ view: "a.b" });
    await on(changed).reconfigure({
      view: undefined,
      settings: { active: false, failure_limit: 3 },
      changedBy: "ana",
      expectedRevision: undefined,
    });
    await on(changed).reconfigure({
      view: "a.b",
      settings: { job_name: "j", max_duty_cycle: null, force_after: "2 h" },
      changedBy: "ana",
      expectedRevision: 7,
    });
    await on(drift).readDrift({});
    await on(drift).readDrift({ view: "a.b", by: "c" });
    await on({ fresh: false }).readHealth();
    await on({ version: "0.1.0" }).readVersion();
    expect(seen).toEqual([
      ["request_dashboard_refresh", { force: false, requested_by: "ana" }],
      ["request_dashboard_refresh", { view: "a.b", force: true, requested_by: "ana" }],
      ["run_dashboard_refresh", { run_id: RUN_ID }],
      ["read_dashboard_refresh_run", { run_id: RUN_ID }],
      ["read_dashboard_refresh_status", { runs: 5 }],
      ["list_dashboard_refresh_runs", { view: "a.b", status: "lost", before: RUN_ID, max_runs: 7 }],
      ["read_dashboard_refresh_settings", {}],
      ["read_dashboard_refresh_settings", { view: "a.b" }],
      ["reconfigure_dashboard_refresh", { settings: { active: false, failure_limit: 3 }, changed_by: "ana" }],
      [
        "reconfigure_dashboard_refresh",
        {
          view: "a.b",
          settings: { job_name: "j", max_duty_cycle: null, force_after: "2 h" },
          changed_by: "ana",
          expected_revision: 7,
        },
      ],
      ["read_dashboard_refresh_drift", {}],
      ["read_dashboard_refresh_drift", { view: "a.b", by: "c" }],
      ["read_dashboard_refresh_health", {}],
      ["read_dashboard_refresh_version", {}],
    ]);
  });

  it("answer what the database says, members unknown to this version included", async () => {
    const run = { added_later: { n: 1 }, ...aRun({ status: "succeeded" }) };
    const answer = await createDatabase(answering(run)).readRun(RUN_ID);
    expect(JSON.stringify(answer), "in the same order, too").toBe(JSON.stringify(run));
  });

  it.each([null, {}, { view: VIEW, by: null }, { view: VIEW, by: 7, complete: true }])(
    "refuse a comparison that breaks the contract: %j",
    async (data) => {
      await expect(createDatabase(answering(data)).readDrift({})).rejects.toThrow(
        "read_dashboard_refresh_drift broke the contract",
      );
    },
  );

  it("distinguish fresh from stale", async () => {
    expect(await createDatabase(answering({ fresh: true })).readHealth()).toBe(true);
    expect(await createDatabase(answering({ fresh: false })).readHealth()).toBe(false);
  });

  it.each([
    null,
    {},
    [],
    "queued",
    { ...aRun(), status: "running" },
    { ...aRun(), id: 7 },
    { ...aRun(), error: "no" },
  ])("refuse an answer that breaks the contract: %j", async (data) => {
    await expect(createDatabase(answering(data)).readRun(RUN_ID)).rejects.toThrow(
      "read_dashboard_refresh_run broke the contract",
    );
  });

  it("map an error by its code", async () => {
    const rpc: Rpc = async () => ({
      data: null,
      error: { code: "suspended", message: "5 failures" },
      status: 409,
    });
    await expect(createDatabase(rpc).requestRefresh(undefined, false, "ana")).rejects.toMatchObject({
      code: "suspended",
    });
  });
});

describe("the client", () => {
  const fetcher = (respond: (request: Request) => Promise<Response> | Response) =>
    ((input: RequestInfo | URL, init?: RequestInit) => respond(new Request(input, init))) as typeof fetch;

  it("posts to the function with the secret key named default", async () => {
    let seen: Request | undefined;
    const rpc = createRpc(
      { ...project, secretKeys: { ops: "sb_secret_ops", default: SECRET_KEY } },
      fetcher((request) => {
        seen = request;
        return Response.json({ fresh: true });
      }),
    );
    expect(await rpc("read_dashboard_refresh_health", {}, 1_000)).toEqual({
      data: { fresh: true },
      error: null,
      status: 200,
    });
    expect([seen?.method, seen?.url]).toEqual([
      "POST",
      "http://project.test/rest/v1/rpc/read_dashboard_refresh_health",
    ]);
    expect(seen?.headers.get("apikey")).toBe(SECRET_KEY);
  });

  it("leaves to the database what is not given", async () => {
    const bodies: unknown[] = [];
    const database = createDatabase(
      createRpc(
        project,
        fetcher(async (request) => {
          bodies.push(await request.json());
          return Response.json(aRun());
        }),
      ),
    );
    await database.requestRefresh(undefined, false, "ana");
    const change = {
      view: undefined,
      settings: { active: true },
      changedBy: "ana",
      expectedRevision: undefined,
    };
    await database.reconfigure(change).catch(() => {});
    expect(bodies).toEqual([
      { force: false, requested_by: "ana" },
      { settings: { active: true }, changed_by: "ana" },
    ]);
  });

  it("uses the first secret key when none is named default", async () => {
    let key: string | null = null;
    const rpc = createRpc(
      { ...project, secretKeys: { ops: "sb_secret_ops" } },
      fetcher((request) => {
        key = request.headers.get("apikey");
        return Response.json({});
      }),
    );
    await rpc("f", {}, 1_000);
    expect(key).toBe("sb_secret_ops");
  });

  it("gives up after the time it was given", async () => {
    const hanging = fetcher(
      (request) =>
        new Promise((_resolve, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason));
        }),
    );
    const database = createDatabase((name, args) => createRpc(project, hanging)(name, args, 20));
    await expect(database.readRun(RUN_ID)).rejects.toMatchObject({ code: "database_unavailable" });
  });

  it.each([
    [
      "nobody listens",
      () => {
        throw new TypeError("fetch failed");
      },
      "database_unavailable",
    ],
    ["a gateway answers with a page", () => new Response("<html>", { status: 502 }), "database_unavailable"],
    ["a page comes in place of an answer", () => new Response("<html>"), "database_unavailable"],
    [
      "the key is refused",
      () => Response.json({ message: "Invalid API key" }, { status: 401 }),
      "misconfigured",
    ],
    [
      "PostgREST raises",
      () => Response.json({ code: "unknown_run", message: "m" }, { status: 404 }),
      "unknown_run",
    ],
  ])("reports by code when %s", async (_name, respond, code) => {
    const database = createDatabase(createRpc(project, fetcher(respond)));
    await expect(database.readRun(RUN_ID)).rejects.toMatchObject({ code });
  });

  it.each([null, { ...project, secretKeys: {} }])(
    "is misconfigured without a project or a secret key",
    async (supabase) => {
      await expect(createDatabase(createRpc(supabase)).readRun(RUN_ID)).rejects.toMatchObject({
        code: "misconfigured",
      });
    },
  );
});
