// POST /refresh by an administrator: how long it waits, what it answers, what goes on after the answer.
import { describe, expect, it, vi } from "vitest";
import type { Run } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Database } from "../../supabase/functions/refresh-dashboard/database/database.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { settle } from "./support/clock.ts";
import { aDatabase, aRun, codeOf, RUN_ID, type TestApp, testApp, withSecret } from "./support/fakes.ts";

/** Who asks, for the ledger. */
const BY = "secret key (default)";

const refresh = (app: TestApp, body: object) => app.call("POST", "/refresh", { headers: withSecret, body });

/** Begins a refresh and returns its answer's promise once the database was asked: from then on only the clock matters. */
async function begin(app: TestApp, body: object): Promise<{ answer: Promise<Response> }> {
  const answer = Promise.resolve(refresh(app, body));
  await vi.waitFor(() => expect(app.calls).not.toEqual([]));
  return { answer };
}

const never = () => new Promise<Run>(() => {});
const unavailable = () => new Problem("database_unavailable", "The database does not answer.");

describe("a refresh", () => {
  it.each([
    [{}, [undefined, false]],
    [{ view: "sales.mv_a" }, ["sales.mv_a", false]],
    [{ force: true }, [undefined, true]],
  ])("asks the database for a run and has it done: %j", async (body, args) => {
    const app = testApp();
    await refresh(app, body);
    expect(app.calls).toEqual([
      ["requestRefresh", ...args, BY],
      ["runRefresh", RUN_ID],
    ]);
  });

  it("that is asked for without a body is the same as with an empty one", async () => {
    const app = testApp();
    expect((await app.call("POST", "/refresh", { headers: withSecret })).status).toBe(200);
    expect(app.calls[0]).toEqual(["requestRefresh", undefined, false, BY]);
  });
});

describe("the answer", () => {
  it("is 200 with the run once it has succeeded", async () => {
    const run = aRun({ status: "succeeded", duration_ms: 412.5, rows_inserted: 29 });
    const response = await refresh(testApp({ database: { runRefresh: async () => run } }), {});
    expect([response.status, await response.json()]).toEqual([200, run]);
  });

  it.each([
    ["failed", "transient", 503, "Service Unavailable"],
    ["failed", undefined, 503, "Service Unavailable"],
    ["lost", "transient", 503, "Service Unavailable"],
    ["failed", "lasting", 422, "Unprocessable Content"],
  ] as const)(
    "with the run that %s, and the kind %s of its error, is %i",
    async (status, kind, code, title) => {
      const run = aRun({
        status,
        error: { sqlstate: "55P03", message: "lock not available", hint: "who holds it?", kind },
      });
      const response = await refresh(testApp({ database: { runRefresh: async () => run } }), {});
      expect(response.status).toBe(code);
      expect(response.headers.get("retry-after")).toBe(code === 503 ? "10" : null);
      expect(await response.json()).toMatchObject({
        code: `refresh_${status}`,
        status: code,
        title,
        detail: "lock not available",
        hint: "who holds it?",
        run: JSON.parse(JSON.stringify(run)),
      });
    },
  );

  it("is what the database raises when it refuses", async () => {
    const paused = new Problem("paused", "the view is paused", { hint: "say force" });
    const response = await refresh(
      testApp({ database: { requestRefresh: () => Promise.reject(paused) } }),
      {},
    );
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      code: "paused",
      detail: "the view is paused",
      hint: "say force",
    });
  });

  describe("of a suspended view", () => {
    const suspended = new Problem("suspended", "suspended after 5 failures in a row", { hint: "mend it" });
    const answering = (readStatus: Partial<Database>["readStatus"]) =>
      testApp({
        database: {
          requestRefresh: () => Promise.reject(suspended),
          ...(readStatus ? { readStatus } : {}),
        },
      });
    const until = (retryAt: string | null) => async () => ({
      ...(await aDatabase().readStatus({ runs: 0 })),
      suspended:
        retryAt === null ? null : { failures: 5, since: null, kind: null, hint: null, retry_at: retryAt },
      now: "2026-11-24T03:00:00.250+00:00",
    });

    it.each([
      [
        "the seconds until it is tried again, by the database's clock",
        until("2026-11-24T03:04:30+00:00"),
        "270",
      ],
      ["a second when that is now", until("2026-11-24T03:00:00+00:00"), "1"],
      ["a minute when it is not known", until(null), "60"],
      ["a minute when the status fails", () => Promise.reject(unavailable()), "60"],
    ])("says in Retry-After %s", async (_name, readStatus, seconds) => {
      const app = answering(readStatus);
      const response = await refresh(app, { view: "a.b" });
      expect([response.status, response.headers.get("retry-after")]).toEqual([409, seconds]);
      expect(await response.json()).toMatchObject({
        code: "suspended",
        detail: "suspended after 5 failures in a row",
        hint: "mend it",
      });
      expect(app.calls).toEqual([
        ["requestRefresh", "a.b", false, BY],
        ["readStatus", { view: "a.b", runs: 0 }],
      ]);
    });

    it("does not wait long for a status that hangs", async () => {
      const app = answering(() => new Promise(() => {}));
      const { answer } = await begin(app, {});
      await app.clock.advance(2_000);
      expect((await answer).headers.get("retry-after")).toBe("60");
    });
  });

  it.each([
    ["", "./runs/"],
    ["/", "../runs/"],
  ])("202 says where the run can be watched, relative to the call: /refresh%s", async (slash, location) => {
    const app = testApp({ database: { runRefresh: never } });
    const path = `/refresh${slash}`;
    const response = await app.call("POST", path, { headers: withSecret, body: { wait_seconds: 0 } });
    expect(response.headers.get("location")).toBe(`${location}${RUN_ID}`);
    const url = new URL(response.headers.get("location") ?? "", `https://x.test/functions/v1/f${path}`);
    expect(url.pathname).toBe(`/functions/v1/f/runs/${RUN_ID}`);
  });

  it("200 names no other place", async () => {
    expect((await refresh(testApp(), {})).headers.has("location")).toBe(false);
  });

  it("is 503 when the database does not answer at all", async () => {
    const app = testApp({ database: { requestRefresh: () => Promise.reject(unavailable()) } });
    const response = await refresh(app, {});
    expect([response.status, await codeOf(response)]).toEqual([503, "database_unavailable"]);
    expect(response.headers.get("retry-after")).toBe("10");
    expect(app.logs.map((line) => line.event)).toEqual(["request_failed"]);
  });
});

describe("waiting", () => {
  it("goes on while the view is busy with another run", async () => {
    let turn = 0;
    const runRefresh = async () => aRun({ status: ++turn < 4 ? "queued" : "succeeded" });
    const app = testApp({ database: { runRefresh } });
    const { answer } = await begin(app, {});
    await app.clock.advance(700);
    expect((await answer).status).toBe(200);
    expect(turn).toBe(4);
  });

  it("goes on for as long as the caller waits, beyond what the work would get on its own", async () => {
    const app = testApp();
    const startedAt = app.clock.now();
    const busy = testApp({
      database: {
        runRefresh: async () =>
          aRun({ status: app.clock.now() - startedAt < 100_000 ? "queued" : "succeeded" }),
      },
      monotonic: app.clock.now,
      sleep: app.clock.sleep,
    });
    const { answer } = await begin(busy, { wait_seconds: 120 });
    await app.clock.advance(102_000);
    expect((await answer).status).toBe(200);
  });

  it("of zero seconds answers 202 at once, whatever the refresh takes", async () => {
    const app = testApp({ database: { runRefresh: never } });
    const response = await refresh(app, { wait_seconds: 0 });
    expect([response.status, await response.json()]).toEqual([202, aRun()]);
    expect(app.calls).toContainEqual(["runRefresh", RUN_ID]);
  });

  it.each([
    ["thirty seconds unless told otherwise", {}, 30],
    ["as long as the caller says", { wait_seconds: 0.5 }, 0.5],
    ["two minutes at most", { wait_seconds: 120 }, 120],
  ])("lasts %s, though the call to the database never returns", async (_name, body, seconds) => {
    const app = testApp({ database: { runRefresh: never } });
    let answered = false;
    const { answer } = await begin(app, body);
    answer.finally(() => {
      answered = true;
    });
    await app.clock.advance(seconds * 1000 - 1);
    expect(answered).toBe(false);
    await app.clock.advance(1);
    await settle();
    expect([answered, (await answer).status]).toEqual([true, 202]);
  });

  it("counts from the arrival of the call, the request for the refresh included", async () => {
    const app = testApp({
      database: {
        runRefresh: never,
        requestRefresh: async () => {
          await app.clock.sleep(4_000);
          return aRun();
        },
      },
    });
    const { answer } = await begin(app, { wait_seconds: 5 });
    await app.clock.advance(5_000);
    expect((await answer).status).toBe(202);
  });

  it("ends with the run as the ledger has it", async () => {
    const app = testApp({ database: { runRefresh: never, readRun: async () => aRun({ running: true }) } });
    const { answer } = await begin(app, { wait_seconds: 1 });
    await app.clock.advance(1_000);
    expect(await (await answer).json()).toMatchObject({ status: "queued", running: true });
  });

  it("ends with 200 when the last look finds the run succeeded", async () => {
    const app = testApp({
      database: { runRefresh: never, readRun: async () => aRun({ status: "succeeded" }) },
    });
    const { answer } = await begin(app, { wait_seconds: 1 });
    await app.clock.advance(1_000);
    expect((await answer).status).toBe(200);
  });

  it.each([
    ["hangs", never],
    ["fails", () => Promise.reject(unavailable())],
  ])("ends with 202 all the same when that last look %s", async (_name, readRun) => {
    const app = testApp({ database: { runRefresh: never, readRun } });
    const { answer } = await begin(app, { wait_seconds: 1 });
    await app.clock.advance(1_300);
    expect([(await answer).status, await (await answer).json()]).toEqual([202, aRun()]);
  });

  it("leaves no timer behind", async () => {
    const app = testApp();
    await refresh(app, { wait_seconds: 120 });
    expect(app.clock.sleeping()).toBe(0);
  });
});

describe("after a 202", () => {
  it("the work goes on, kept alive by the platform, and its end is logged", async () => {
    const kept: Promise<unknown>[] = [];
    let finish: (run: Run) => void = () => {};
    const runRefresh = () =>
      new Promise<Run>((resolve) => {
        finish = resolve;
      });
    const app = testApp({ database: { runRefresh }, background: (work) => kept.push(work) });
    expect((await refresh(app, { wait_seconds: 0 })).status).toBe(202);
    expect(kept.length).toBe(1);
    finish(aRun({ status: "succeeded", duration_ms: 9 }));
    await kept[0];
    expect(app.logs.at(-1)).toMatchObject({
      event: "run_ended",
      status: "succeeded",
      duration_ms: 9,
      run_id: RUN_ID,
    });
  });

  it("a failure is logged and thrown nowhere", async () => {
    const app = testApp({ database: { runRefresh: () => Promise.reject(new Error("a bug")) } });
    expect((await refresh(app, { wait_seconds: 0 })).status).toBe(202);
    await settle();
    expect(app.logs.at(-1)).toMatchObject({ event: "background_failed", error: { message: "a bug" } });
  });
});

describe("a body that is wrong is answered 422 before anything is asked of the database:", () => {
  it.each([
    [{ veiw: "a" }, 'unknown field "veiw"'],
    [{ force: "yes" }, "force: "],
    [{ view: 1 }, "view: "],
    [{ view: "" }, "view: "],
    [{ view: "a\u0000b" }, "view: "],
    [{ view: "a\ud800b" }, "view: "],
    [{ view: "x".repeat(201) }, "view: "],
    [{ wait_seconds: -1 }, "wait_seconds: "],
    [{ wait_seconds: 121 }, "wait_seconds: "],
    [{ wait_seconds: "30" }, "wait_seconds: "],
    [{ view: null }, "view: "],
    [{ run_id: RUN_ID }, 'unknown field "run_id"'],
    [JSON.parse('{"__proto__": {"force": true}}'), 'unknown field "__proto__"'],
  ])("%j", async (body, part) => {
    const app = testApp();
    const response = await refresh(app, body);
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid_request"]);
    expect(problem.detail).toContain(part);
    expect(problem.hint).toBe("Allowed fields: view, force, wait_seconds.");
    expect(app.calls).toEqual([]);
  });

  it("a view named in the query, which would otherwise be overlooked", async () => {
    const app = testApp();
    const response = await app.call("POST", "/refresh?view=a", { headers: withSecret });
    expect([response.status, await codeOf(response)]).toEqual([422, "invalid_request"]);
    expect(app.calls).toEqual([]);
  });

  it("a wrong field's name of any length is cut short in the answer", async () => {
    const problem = await (await refresh(testApp(), { ["x".repeat(5_000)]: 1 })).json();
    expect(problem.detail.length).toBeLessThan(120);
  });
});
