// The typed client against the real function: every call of the contract, what it sends, and what it makes of the answer.
import { build } from "esbuild";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  createRefreshDashboard,
  type InputOf,
  type Options,
  RefreshDashboardError,
  type Run,
} from "../../client/index.ts";
import { ENDPOINTS, NAMED_ENDPOINTS } from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { clientAnswered, clientOf, fetchOf, PROJECT } from "./support/client.ts";
import { anAlert, aRun, RUN_ID, testApp, VIEW } from "./support/fakes.ts";
import { PUBLISHABLE_KEY, SECRET_KEY, tokenOf } from "./support/keys.ts";

describe("the calls", () => {
  it("are those of the contract, but for the signed ones", () => {
    const { client } = clientOf();
    const expected = NAMED_ENDPOINTS.filter(([, { who }]) => who !== "trigger").map(([name]) => name);
    expect(Object.keys(client)).toEqual([...expected, "refreshAndWait"]);
  });

  it.each([
    ["index", {}, "GET", "/", undefined],
    ["refresh", { view: VIEW, force: true, wait_seconds: 0 }, "POST", "/refresh", undefined],
    ["refresh", {}, "POST", "/refresh", undefined],
    ["status", {}, "GET", "/status", undefined],
    [
      "status",
      { view: 'public."Año & más"', runs: 3 },
      "GET",
      "/status",
      "view=public.%22A%C3%B1o+%26+m%C3%A1s%22&runs=3",
    ],
    ["settings", { view: VIEW }, "GET", "/reconfigure", `view=${VIEW}`],
    ["reconfigure", { view: VIEW, active: false, max_staleness: null }, "PATCH", "/reconfigure", undefined],
    [
      "runs",
      { limit: 200, before: RUN_ID, status: "failed" },
      "GET",
      "/runs",
      `limit=200&before=${RUN_ID}&status=failed`,
    ],
    ["run", { id: RUN_ID }, "GET", `/runs/${RUN_ID}`, undefined],
    ["drift", { view: undefined, by: "id" }, "GET", "/drift", "by=id"],
    ["testAlert", {}, "POST", "/alerts/test", undefined],
    ["health", {}, "GET", "/health", undefined],
  ] as const)("%s %j is %s %s", async (name, input, method, path, query) => {
    const { client, sent } = clientOf({
      database: { sendTestAlert: async () => anAlert({ status: "delivered" }) },
    });
    const call = client[name] as (input: object) => ReturnType<typeof client.index>;
    const { error } = await call(input);
    expect(error).toBeNull();
    expect(sent).toHaveLength(1);
    const url = new URL(sent[0]?.url ?? "");
    expect([sent[0]?.method, url.pathname, url.search.slice(1) || undefined]).toEqual([
      method,
      `/functions/v1/refresh-dashboard${path}`,
      query,
    ]);
    if (ENDPOINTS[name].body) expect(JSON.parse(sent[0]?.body ?? "")).toEqual(input);
    else expect(sent[0]?.body).toBeUndefined();
  });

  it("have the types of the contract", () => {
    const { client } = clientOf();
    expectTypeOf(client.run).parameter(0).toEqualTypeOf<{ id: string } & { chain?: boolean | undefined }>();
    expectTypeOf<InputOf<"status">["runs"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<InputOf<"health">>().toEqualTypeOf<Record<string, never>>();
    expectTypeOf(client.health).toBeCallableWith();
    expectTypeOf(client.reconfigure).toBeCallableWith({ view: "a.b", active: true, max_staleness: null });
    // @ts-expect-error a run is asked for by its id
    const missing = () => client.run();
    // @ts-expect-error no such status
    const unknown = () => client.runs({ status: "gone" });
    // @ts-expect-error what the database signs is no call of a client
    const signed = () => client.trigger({});
    for (const each of [missing, unknown, signed]) expect(each).toBeTypeOf("function");
    const check = async () => {
      const { data, error, status } = await client.refresh();
      if (error) expectTypeOf(error).toEqualTypeOf<RefreshDashboardError>();
      else {
        expectTypeOf(data).toEqualTypeOf<Run>();
        expectTypeOf(status).toEqualTypeOf<200 | 202>();
      }
    };
    expect(check).toBeTypeOf("function");
  });
});

describe("an answer", () => {
  it("is the data, with its status and the request's id", async () => {
    const { client } = clientOf();
    const result = await client.status({ view: VIEW }, { requestId: "my-request" });
    expect(result).toMatchObject({ error: null, status: 200, request_id: "my-request", etag: null });
    expect(result.data?.state).toBe("fresh");
  });

  it("of settings has their entity tag, and a change may name it", async () => {
    const { client, app } = clientOf();
    const { etag } = await client.settings();
    expect(etag).toBe('"3"');
    const changed = await client.reconfigure({ view: VIEW, active: true }, { ifMatch: etag ?? "" });
    expect([changed.status, changed.etag]).toEqual([200, '"4"']);
    expect(app.calls.at(-1)).toMatchObject(["reconfigure", { expectedRevision: 3 }]);
  });

  it("of 503 that says stale is an answer of health, not an error", async () => {
    const { client } = clientOf({ health: async () => false });
    expect(await client.health()).toMatchObject({
      data: { status: "stale" },
      error: null,
      status: 503,
      retry_after_seconds: 5,
    });
  });

  it("of a newer function may have members and words that are not known here", async () => {
    const body = JSON.stringify({ ...aRun(), status: "cancelled", colour: "green" });
    const { data, error } = await clientAnswered(body, { status: 200 }).run({ id: RUN_ID });
    expect(error).toBeNull();
    expect(data).toMatchObject({ status: "cancelled", colour: "green" });
  });

  it("comes to a signed-in user with the publishable key, whose token is asked for at each call", async () => {
    const tokens = [await tokenOf("viewer"), await tokenOf("operator")];
    const { client } = clientOf(
      { database: { sendTestAlert: async () => anAlert({ status: "delivered" }) } },
      { key: PUBLISHABLE_KEY, accessToken: async () => tokens.shift() ?? null },
    );
    expect((await client.testAlert()).error?.code).toBe("forbidden");
    expect((await client.testAlert()).status).toBe(200);
  });

  it("comes to a user by the token alone, and to nobody who has neither but for health", async () => {
    const app = testApp();
    const { fetch } = fetchOf(app);
    const accessToken = await tokenOf("viewer");
    expect((await createRefreshDashboard({ url: PROJECT, accessToken, fetch }).status()).status).toBe(200);
    const nobody = createRefreshDashboard({ functionsUrl: `${PROJECT}/functions/v1/`, fetch });
    expect((await nobody.status()).error).toMatchObject({ code: "credentials_missing", status: 401 });
    expect((await nobody.health()).data).toEqual({ status: "fresh" });
  });
});

describe("an error", () => {
  it("is what the function says: code, detail, hint, status and the request's id", async () => {
    const unknown = new Problem("unknown_view", "no managed view of that name", { hint: "See views." });
    const { client } = clientOf({ database: { readStatus: () => Promise.reject(unknown) } });
    const { data, error, status } = await client.status({ view: "x" }, { requestId: "a-request" });
    expect([data, status]).toEqual([null, 404]);
    expect(error).toBeInstanceOf(RefreshDashboardError);
    expect(error).toMatchObject({
      code: "unknown_view",
      detail: "no managed view of that name",
      message: "no managed view of that name",
      hint: "See views.",
      status: 404,
      request_id: "a-request",
    });
  });

  it("says when to try again, and has the run that failed", async () => {
    const run = aRun({ status: "failed", error: { message: "lock timeout", kind: "transient" } });
    const { client } = clientOf({ database: { runRefresh: async () => run } });
    const { error } = await client.refresh();
    expect(error).toMatchObject({ code: "refresh_failed", status: 503, retry_after_seconds: 10 });
    expect(error?.problem?.run).toEqual(run);
  });

  it.each([
    ["gateway's page", "<html>Bad Gateway</html>", 502],
    ["gateway's JSON", '{"message": "name resolution failed"}', 503],
    ["platform's JSON", '{"code": "NOT_FOUND", "message": "Requested function was not found"}', 404],
    ["other program's JSON", '{"status": 1}', 200],
    ["nothing", "", 200],
    ["null", "null", 200],
  ])("is said of a %s, which is no answer of the function", async (_what, body, status) => {
    const init = { status, headers: { "retry-after": "7" } };
    const result = await clientAnswered(body, init).health();
    expect(result).toMatchObject({ data: null, status, retry_after_seconds: 7 });
    expect(result.error?.code).toBe("unexpected_answer");
    expect(result.error?.hint).toContain("supabase functions deploy");
  });

  it("of a connection that fails is returned, without what was sent", async () => {
    const fetch = () => Promise.reject(new TypeError("fetch failed"));
    const client = createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch });
    const { error } = await client.status();
    expect(error).toMatchObject({ code: "unreachable", status: null });
    expect(JSON.stringify(error)).not.toContain(SECRET_KEY);
  });

  it("of a connection that breaks in the middle of the answer is returned as well", async () => {
    const broken = new ReadableStream({
      start: (controller) => controller.error(new TypeError("terminated")),
    });
    const client = createRefreshDashboard({ url: PROJECT, fetch: async () => new Response(broken) });
    expect((await client.health()).error?.code).toBe("unreachable");
  });

  it("of a token that cannot be had is returned", async () => {
    const accessToken = () => Promise.reject(new Error("signed out"));
    const { error } = await clientOf({}, { accessToken }).client.status();
    expect(error?.cause).toMatchObject({ message: "signed out" });
  });

  it.each(["", ".", "..", "a/../../health", "x", `${RUN_ID}/`, undefined])(
    "of a run's id that is none, %j, comes before anything is sent",
    async (id) => {
      const { client, sent } = clientOf();
      const { error } = await client.run({ id: id as string });
      expect(error?.code).toBe("invalid_request");
      expect(sent).toEqual([]);
    },
  );

  const never: typeof globalThis.fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      const fail = () => reject(init?.signal?.reason);
      if (init?.signal?.aborted) fail();
      else init?.signal?.addEventListener("abort", fail);
    });

  it("is said of a call that takes too long", async () => {
    const client = createRefreshDashboard({ url: PROJECT, fetch: never, timeoutMs: 20 });
    expect((await client.health()).error).toMatchObject({
      code: "timed_out",
      detail: "There was no answer within 0.02 s.",
    });
  });

  it("is said of a call that its caller gives up, before it or in the middle", async () => {
    const client = createRefreshDashboard({ url: PROJECT, fetch: never });
    const during = new AbortController();
    const waiting = client.health({}, { signal: during.signal });
    during.abort();
    expect((await waiting).error?.code).toBe("aborted");
    expect((await client.health({}, { signal: AbortSignal.abort() })).error?.code).toBe("aborted");
  });
});

describe("the client", () => {
  it.each<[what: string, options: unknown]>([
    ["no address", {}],
    ["an address that is none", { url: "project.test" }],
    ["another scheme", { functionsUrl: "ftp://project.test" }],
    ["an empty key", { url: PROJECT, key: "" }],
    ["a key with a line break", { url: PROJECT, key: "sb_secret_x\n" }],
    ["a token with a space", { url: PROJECT, accessToken: "Bearer x" }],
  ])("is not made with %s", (_what, options) => {
    expect(() => createRefreshDashboard(options as Options)).toThrow(TypeError);
  });

  it("follows no redirect, which would take the key along", async () => {
    let seen: RequestInit | undefined;
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      seen = init;
      return new Response("{}");
    };
    await createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch }).health();
    expect(seen?.redirect).toBe("error");
  });

  it("is plain ESM for a browser, small, and leaves zod's messages as they are", async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ["client/index.ts"],
      bundle: true,
      format: "esm",
      platform: "browser",
      minify: true,
      write: false,
      metafile: true,
    });
    const [bundle] = outputFiles;
    const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const taken = inside.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([name]) => name);
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter((name) => /^node:|locales\/|^supabase\/(?!.*\/contract\/)/.test(name))).toEqual([]);
    expect(bundle?.contents.length).toBeLessThan(60_000);
    const { createRefreshDashboard: create } = await import(
      /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(bundle?.text ?? "").toString("base64")}`
    );
    const { fetch } = fetchOf(testApp());
    expect((await create({ url: PROJECT, fetch }).health()).data).toEqual({ status: "fresh" });
  });
});
