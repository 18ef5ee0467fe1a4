// The parts of a few lines each: health cache, replay memory, background, log, sleep.
import { describe, expect, it, vi } from "vitest";
import { createReplayMemory } from "../../supabase/functions/refresh-dashboard/auth/replay-memory.ts";
import {
  createHealth,
  createVersion,
  HEALTH_TTL_MS,
} from "../../supabase/functions/refresh-dashboard/database/health.ts";
import { createBackground } from "../../supabase/functions/refresh-dashboard/runtime/background.ts";
import {
  createLog,
  describeError,
  withFields,
} from "../../supabase/functions/refresh-dashboard/runtime/log.ts";
import { sleep, within } from "../../supabase/functions/refresh-dashboard/runtime/sleep.ts";
import { settle } from "./support/clock.ts";
import type { LogLine } from "./support/fakes.ts";

function logTo(lines: LogLine[]) {
  return (level: string, event: string, fields = {}) => {
    lines.push({ level, event, ...fields });
  };
}

describe("the health check", () => {
  function health(read: () => Promise<boolean>) {
    let time = 1_000_000;
    let asked = 0;
    const logs: LogLine[] = [];
    const counted = () => {
      asked += 1;
      return read();
    };
    const check = createHealth(counted, () => time);
    return {
      check: () => check(logTo(logs)),
      logs,
      asked: () => asked,
      pass: (ms: number) => {
        time += ms;
      },
    };
  }

  it("asks the database once for all who ask within five seconds", async () => {
    const { check, asked, pass } = health(async () => true);
    expect(await check()).toBe(true);
    pass(HEALTH_TTL_MS - 1);
    expect(await check()).toBe(true);
    expect(asked()).toBe(1);
  });

  it("asks again after five seconds, and believes the new answer", async () => {
    const answers = [true, false];
    const { check, pass } = health(async () => answers.shift() as boolean);
    expect(await check()).toBe(true);
    pass(HEALTH_TTL_MS);
    expect(await check()).toBe(false);
  });

  it("is told to each for the request that asks: the log of who found it down names that request", async () => {
    const logs: LogLine[] = [];
    const check = createHealth(
      () => Promise.reject(new Error("down")),
      () => 0,
    );
    await check(withFields(logTo(logs), { request_id: "first" }));
    await check(withFields(logTo(logs), { request_id: "second" }));
    expect(logs).toMatchObject([{ event: "health_check_failed", request_id: "first" }]);
  });

  it("asks again after five seconds though the system's clock was put back by an hour meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const answers = [true, false];
      const check = createHealth(
        async () => answers.shift() as boolean,
        () => performance.now(),
      );
      expect(await check(logTo([]))).toBe(true);
      vi.setSystemTime(Date.now() - 3_600_000);
      vi.advanceTimersByTime(HEALTH_TTL_MS);
      expect(await check(logTo([]))).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it("asks once for a hundred who ask at the same time", async () => {
    const { check, asked } = health(async () => true);
    expect(new Set(await Promise.all(Array.from({ length: 100 }, check)))).toEqual(new Set([true]));
    expect(asked()).toBe(1);
  });

  it("counts a database that does not answer as not fresh, logs it, and does not hammer it", async () => {
    const { check, logs, asked } = health(() => Promise.reject(new Error("down")));
    expect([await check(), await check()]).toEqual([false, false]);
    expect(asked()).toBe(1);
    expect(logs).toMatchObject([
      { level: "error", event: "health_check_failed", error: { message: "down" } },
    ]);
  });
});

describe("the version of the database part", () => {
  it("is asked for once in five seconds, however many want it, and is null while it is not known", async () => {
    let time = 0;
    const answers = [Promise.reject(new Error("down")), Promise.resolve("0.1.0")];
    const logs: LogLine[] = [];
    const version = createVersion(
      () => answers.shift() as Promise<string>,
      () => time,
    );
    expect([await version(logTo(logs)), await version(logTo(logs))]).toEqual([null, null]);
    expect(logs).toMatchObject([{ level: "warn", event: "version_unread", error: { message: "down" } }]);
    time = HEALTH_TTL_MS;
    expect([await version(logTo(logs)), await version(logTo(logs))]).toEqual(["0.1.0", "0.1.0"]);
  });
});

describe("the memory of accepted triggers", () => {
  it("accepts an id once while its signature is good", () => {
    const accept = createReplayMemory(() => 1_000);
    expect([accept("a", 2_000), accept("a", 2_000), accept("b", 2_000)]).toEqual([true, false, true]);
  });

  it("forgets an id once its signature has expired, not before", () => {
    let time = 1_000;
    const accept = createReplayMemory(() => time);
    accept("a", 2_000);
    time = 2_000;
    expect(accept("a", 3_000)).toBe(false);
    time = 2_001;
    expect(accept("a", 3_000)).toBe(true);
  });

  it("holds so many ids at most and forgets the oldest", () => {
    const accept = createReplayMemory(() => 0, 2);
    accept("a", 1);
    accept("b", 1);
    accept("c", 1);
    expect([accept("c", 1), accept("b", 1), accept("a", 1)]).toEqual([false, false, true]);
  });
});

describe("background work", () => {
  it("that fails is logged, and the promise the platform keeps does not reject", async () => {
    const logs: LogLine[] = [];
    const kept: Promise<unknown>[] = [];
    const background = createBackground({
      EdgeRuntime: {
        waitUntil: (promise) => {
          kept.push(promise);
          return promise;
        },
      },
    });
    background(Promise.reject(new Error("gone")), withFields(logTo(logs), { run_id: "r" }));
    expect(kept.length).toBe(1);
    await expect(kept[0]).resolves.toBeUndefined();
    expect(logs).toMatchObject([
      { level: "error", event: "background_failed", run_id: "r", error: { message: "gone" } },
    ]);
  });

  it("that fails where there is no EdgeRuntime is logged all the same", async () => {
    const logs: LogLine[] = [];
    createBackground({})(Promise.reject(new Error("gone")), logTo(logs));
    await settle();
    expect(logs.map((line) => line.event)).toEqual(["background_failed"]);
  });
});

describe("the log", () => {
  it("is one JSON line an event", () => {
    const lines: string[] = [];
    createLog(
      (line) => lines.push(line),
      [],
      () => Date.UTC(2026, 10, 24),
    )("info", "run_ended", { text: "two\nlines" });
    expect(lines).toEqual([
      '{"at":"2026-11-24T00:00:00.000Z","level":"info","event":"run_ended","text":"two\\nlines"}',
    ]);
  });

  it("tells its level to what writes it, and a log of a request names the request in each line", () => {
    const lines: [level: string, line: string][] = [];
    const log = createLog(
      (line, level) => lines.push([level, line]),
      [],
      () => 0,
    );
    withFields(log, { request_id: "r" })("warn", "refused", { code: "c" });
    expect(lines).toEqual([
      ["warn", expect.stringContaining('"level":"warn","event":"refused","request_id":"r","code":"c"')],
    ]);
  });

  it("never shows a secret, wherever it turns up", () => {
    const lines: string[] = [];
    const log = createLog(
      (line) => lines.push(line),
      ["sb_secret_abc", "whsec_a+/b==", ""],
      () => 0,
    );
    log("error", "failed", {
      error: describeError(new Error("key sb_secret_abc, twice sb_secret_abc")),
      x: "whsec_a+/b==",
    });
    expect(lines.join()).not.toMatch(/sb_secret_abc|whsec_/);
    expect(lines.join()).toContain('"message":"key [redacted], twice [redacted]"');
    expect(lines.join()).toContain('"x":"[redacted]"');
  });

  it("has the whole chain of causes", () => {
    const error = new Error("outer", {
      cause: Object.assign(new Error("inner"), { code: "57P01", details: "d" }),
    });
    expect(describeError(error)).toMatchObject({
      message: "outer",
      cause: { message: "inner", code: "57P01", details: "d" },
    });
    expect(describeError("just text")).toEqual({ message: "just text" });
  });
});

describe("waiting no longer than", () => {
  it("gives the result that comes in time", async () => {
    expect(await within(Promise.resolve("done"), 1_000, sleep)).toBe("done");
  });

  it("gives null when it does not", async () => {
    expect(await within(new Promise(() => {}), 10, sleep)).toBe(null);
  });

  it("throws what fails in time", async () => {
    await expect(within(Promise.reject(new Error("no")), 1_000, sleep)).rejects.toThrow("no");
  });

  it("does not wait at all for no time", async () => {
    expect(await within(Promise.resolve("done"), 0, sleep)).toBe(null);
  });

  it("sleeps as long as it is told, and no longer when it is called off", async () => {
    const startedAt = performance.now();
    await sleep(30);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(28);
    const called = new AbortController();
    const sleeping = sleep(60_000, called.signal);
    called.abort();
    await expect(sleeping).resolves.toBeUndefined();
    await expect(sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
