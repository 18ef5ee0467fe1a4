// createRefreshClient: the same calls through supabase-js' FunctionsClient.
import { FunctionsClient } from "@supabase/functions-js";
import { describe, expect, it } from "vitest";
import { createRefreshClient } from "../../client/index.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { fetchOf, PROJECT } from "./support/client.ts";
import { anOverview, aRun, testApp, VIEW } from "./support/fakes.ts";
import { SECRET_KEY } from "./support/keys.ts";

function clientOver(given: Parameters<typeof testApp>[0] = {}, customFetch?: typeof globalThis.fetch) {
  const app = testApp(given);
  const { fetch, sent } = fetchOf(app);
  const functions = new FunctionsClient(`${PROJECT}/functions/v1`, {
    headers: { apikey: SECRET_KEY },
    customFetch: customFetch ?? fetch,
  });
  return { client: createRefreshClient(functions), app, sent };
}

describe("a client over supabase-js", () => {
  it("makes the calls of the contract with the address and the keys of that client", async () => {
    const { client, app, sent } = clientOver();
    const { data, error, status } = await client.status({ view: VIEW, runs: 3 });
    expect([error, status, data?.view]).toEqual([null, 200, VIEW]);
    await client.reconfigure({ view: VIEW, active: true }, { ifMatch: '"3"' });
    expect(app.calls.map(([name]) => name)).toEqual(["readStatus", "reconfigure"]);
    expect(sent.map(({ method, url }) => [method, url.slice(PROJECT.length)])).toEqual([
      ["GET", "/functions/v1/refresh-dashboard/status?view=public.mv_conversaciones_dashboard&runs=3"],
      ["PATCH", "/functions/v1/refresh-dashboard/reconfigure"],
    ]);
    expect(sent[1]?.headers.get("content-type")).toBe("application/json");
  });

  it("answers an error as the function says it, with its members", async () => {
    const run = aRun({ status: "succeeded" });
    const over = new Problem("run_finished", "the run is over");
    const { client } = clientOver({
      database: { cancelRun: () => Promise.reject(over), readRun: async () => run },
    });
    const { error } = await client.cancel({ id: run.id });
    expect(error).toMatchObject({ code: "run_finished", status: 409, problem: { run } });
  });

  it("answers 304 without data, entity tags and text as they come", async () => {
    const { client } = clientOver();
    const first = await client.views();
    expect(first.data).toEqual(anOverview());
    const again = await client.views({}, { ifNoneMatch: first.etag ?? "" });
    expect([again.status, again.data, again.error, again.etag]).toEqual([304, null, null, first.etag]);
    expect(typeof (await client.metrics()).data).toBe("string");
  });

  it("says so where nothing answers, or the time is up", async () => {
    const broken = clientOver({}, () => Promise.reject(new TypeError("no route")));
    expect((await broken.client.health()).error?.code).toBe("unreachable");
    const signalled = clientOver({}, async (_url, init) => {
      init?.signal?.throwIfAborted();
      throw new TypeError("the signal did not come along");
    });
    const { error } = await signalled.client.health({}, { signal: AbortSignal.abort() });
    expect(error?.code).toBe("aborted");
  });
});

describe("calls that share a path", () => {
  it("are each sent with what chooses them, which is not asked of the caller", async () => {
    const { client, app, sent } = clientOver();
    await client.refreshAll({ force: true });
    await client.refreshAsOf({ view: VIEW, as_of: "2026-11-24T03:00:00Z" });
    await client.preview({ view: VIEW, active: false });
    expect(app.calls.map(([name]) => name)).toEqual(
      expect.arrayContaining(["requestAll", "requestAsOf", "previewSettings"]),
    );
    expect(sent.map(({ url, body }) => [url.split("/").at(-1), JSON.parse(body ?? "")])).toEqual([
      ["refresh", { force: true, all: true }],
      ["refresh", { view: VIEW, as_of: "2026-11-24T03:00:00Z" }],
      ["reconfigure?dry_run=true", { view: VIEW, active: false }],
    ]);
    // @ts-expect-error the client says it
    const said = () => client.refreshAll({ all: true });
    // @ts-expect-error the client says it
    const tried = () => client.preview({ dry_run: 1n });
    expect([said, tried]).toHaveLength(2);
  });
});
