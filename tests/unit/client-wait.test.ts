// refreshAndWait: what it makes of a run that takes longer than the function waits.
import { describe, expect, it } from "vitest";
import { createRefreshDashboard, type Run } from "../../client/index.ts";
import { refreshAndWait, type Wait } from "../../client/refresh-and-wait.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { fetchOf, PROJECT } from "./support/client.ts";
import { aRun, RUN_ID, testApp } from "./support/fakes.ts";
import { SECRET_KEY } from "./support/keys.ts";

type Seen = Run | Problem;
const running = aRun({ running: true });
const succeeded = aRun({ status: "succeeded" });
const broken = new Problem("database_unavailable", "The REST API does not answer.");

/** A client whose clock moves when it sleeps; the ledger shows the run as listed, the last for ever. */
function waiting(ledger: Seen[], callMs = 0) {
  let time = 0;
  const slept: number[] = [];
  const readRun = async () => {
    time += callMs;
    const next = ledger.length > 1 ? ledger.shift() : ledger[0];
    if (next instanceof Error || next === undefined) throw next ?? new Error("not expected");
    return next;
  };
  const app = testApp({ database: { readRun, runRefresh: async () => running } });
  const { fetch, sent } = fetchOf(app);
  const client = createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch });
  const wait = (options: Wait = {}, input = { wait_seconds: 0 }) =>
    refreshAndWait(input, options, {
      refresh: client.refresh,
      run: client.run,
      now: () => time,
      sleep: async (ms) => {
        slept.push(ms);
        time += ms;
      },
      longestWaitSeconds: 120,
    });
  return { wait, slept, sent, elapsed: () => time };
}

describe("a run that is over when the function answers", () => {
  it("costs one call", async () => {
    const { fetch, sent } = fetchOf(testApp());
    const client = createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch });
    expect(await client.refreshAndWait()).toMatchObject({ status: 200, data: { status: "succeeded" } });
    expect(sent.map(({ method }) => method)).toEqual(["POST"]);
  });
});

describe("a run that goes on", () => {
  it("is read where the answer's Location says, less and less often, until it has succeeded", async () => {
    const { wait, slept, sent } = waiting([...Array(6).fill(running), succeeded]);
    const seen: string[] = [];
    const result = await wait({ onRun: ({ status }) => seen.push(status) });
    expect(result).toMatchObject({ error: null, status: 200, data: { id: RUN_ID, status: "succeeded" } });
    expect(slept).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000]);
    expect(seen).toEqual(Array(7).fill("queued"));

    const { fetch } = fetchOf(testApp({ database: { runRefresh: async () => running } }));
    const asked = await fetch(sent[0]?.url ?? "", {
      method: "POST",
      headers: sent[0]?.headers ?? {},
      body: '{"wait_seconds":0}',
    });
    expect(asked.status).toBe(202);
    const location = new URL(asked.headers.get("location") ?? "", sent[0]?.url).href;
    expect(new Set(sent.slice(1).map(({ url }) => url))).toEqual(new Set([location]));
  });

  it.each([
    ["failed", { kind: "lasting", message: "division by zero", hint: "Mend it." }, "refresh_failed", 422],
    ["failed", { kind: "transient", message: "lock timeout" }, "refresh_failed", 503],
    ["lost", null, "refresh_lost", 503],
  ] as const)(
    "and is %s in the end, %j, is the error that refresh itself gives",
    async (status, error, code, http) => {
      const run = aRun({ status, error });
      const { wait } = waiting([running, run]);
      const result = await wait();
      expect(result.error).toMatchObject({
        code,
        status: http,
        hint: error && "hint" in error ? error.hint : null,
      });
      expect(result.error?.problem?.run).toEqual(run);
    },
  );

  it("is asked for again when the way to it breaks, no sooner than was said", async () => {
    const { wait, slept } = waiting([running, broken, broken, succeeded]);
    expect((await wait()).data?.status).toBe("succeeded");
    expect(slept).toEqual([500, 1000, 10_000, 10_000]);
  });

  it("that is not known any more is an error", async () => {
    const { wait } = waiting([new Problem("unknown_run", "no run has that id")]);
    expect((await wait()).error?.code).toBe("unknown_run");
  });

  it("is left at the deadline, with the run as it was last seen", async () => {
    const { wait, elapsed } = waiting([running]);
    const { error } = await wait({ deadlineMs: 12_000 });
    expect(error).toMatchObject({ code: "timed_out", detail: "The run is not over after 12 s." });
    expect(error?.problem?.run).toEqual(running);
    expect(error?.hint).toContain(RUN_ID);
    expect(elapsed()).toBe(12_000);
  });

  it("is left when the caller gives it up", async () => {
    const { wait } = waiting([running]);
    const caller = new AbortController();
    let seen = 0;
    const onRun = () => {
      if (++seen === 3) caller.abort();
    };
    const { error } = await wait({ signal: caller.signal, onRun });
    expect(error).toMatchObject({ code: "aborted", problem: { run: running } });
    expect(seen).toBe(3);
  });
});

describe("the function is asked to wait", () => {
  it.each([
    [{}, { wait_seconds: 7 }, 7],
    [{}, {}, 30],
    [{}, { wait_seconds: 500 }, 120],
    [{ deadlineMs: 10_000 }, {}, 9],
    [{ deadlineMs: 500 }, { wait_seconds: 5 }, 0],
  ])("within %j, for a caller who says %j: %d s", async (options, input, seconds) => {
    const asked: unknown[] = [];
    await refreshAndWait(input, options, {
      refresh: async (given) => {
        asked.push(given?.wait_seconds);
        return {
          data: succeeded,
          error: null,
          status: 200,
          etag: null,
          retry_after_seconds: null,
          request_id: null,
        };
      },
      run: () => Promise.reject(new Error("not expected")),
      now: () => 0,
      sleep: async () => {},
      longestWaitSeconds: 120,
    });
    expect(asked).toEqual([seconds]);
  });

  it("and has not answered at the deadline: nobody knows of the run, and it is said", async () => {
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
    const client = createRefreshDashboard({ url: PROJECT, fetch });
    const { error } = await client.refreshAndWait({}, { deadlineMs: 20 });
    expect(error).toMatchObject({ code: "timed_out", detail: "The run is not over after 0.02 s." });
  });
});

it("Retry-After is read as seconds or as a time of day, by the clock of who answered", async () => {
  const { readRetryAfter } = await import("../../client/retry-after.ts");
  expect(readRetryAfter("5", null)).toBe(5);
  expect(readRetryAfter("Mon, 30 Nov 2026 10:00:10 GMT", "Mon, 30 Nov 2026 10:00:00 GMT")).toBe(10);
  expect(readRetryAfter("Mon, 30 Nov 2026 09:00:00 GMT", "Mon, 30 Nov 2026 10:00:00 GMT")).toBe(0);
  for (const header of [null, "", "soon", "-1", "Mon, 30 Nov 2026 10:00:10 GMT"])
    expect(readRetryAfter(header, null)).toBeNull();
});
