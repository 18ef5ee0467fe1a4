// The loop test: a ping through the real pg_cron, pg_net, function and database; and with another secret.
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
const SECRET = "refresh_dashboard_trigger_secret";

afterAll(async () => {
  await sql.end();
});

interface Loop {
  id: string;
  status: string;
  legs: { name: string; at: string | null; ms: number | null }[];
  missing: string | null;
  why: string | null;
  hint: string | null;
}

const start = async () => {
  const { status, headers, json } = await call("POST", "/doctor/loop");
  expect(status).toBe(202);
  expect(headers.get("location")).toMatch(new RegExp(`/doctor/loops/${json.id}$`));
  return json as Loop;
};
const read = async (id: string) => (await call("GET", `/doctor/loops/${id}`)).json as Loop;
const countRuns = async () =>
  (await sql`select count(*)::integer as count from dashboard_refresh.runs`)[0]?.count;
const setSecret = (value: string) =>
  sql`select vault.update_secret((select id from vault.secrets where name = ${SECRET}), ${value})`;

it("a loop test goes from pg_cron to the answer, each of its five legs timed", async () => {
  const loop = await start();
  expect((await start()).id).toBe(loop.id);
  // pg_cron fires the watchdog at the next full minute.
  const complete = await eventually(
    "the loop test to end",
    () => read(loop.id),
    ({ status }) => status !== "running",
    { deadlineMs: 100_000 },
  );
  expect(complete).toMatchObject({ status: "complete", missing: null, why: null });
  expect(complete.legs.map(({ name }) => name)).toEqual([
    "pg_cron",
    "pg_net",
    "function",
    "database",
    "answer",
  ]);
  for (const { at, ms } of complete.legs) {
    expect(at).not.toBeNull();
    expect(ms).toBeGreaterThanOrEqual(0);
  }
  const times = complete.legs.map(({ at }) => Date.parse(String(at)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect((await read(loop.id)).legs).toEqual(complete.legs);
  const [row] = await sql`select dashboard_refresh.doctor('loop') -> 'checks' -> 0 ->> 'status' as status`;
  expect(row?.status).toBe("ok");
  expect((await call("GET", "/doctor/loops")).json.loops[0]).toEqual(complete);
});

it("whoever looks at it meanwhile does not keep the watchdog from firing it", async () => {
  const loop = await start();
  const reader = await sql.reserve();
  try {
    await reader`begin`;
    await reader`select public.read_dashboard_refresh_loop(${loop.id})`;
    await sql`call dashboard_refresh.watchdog()`;
    const [fired] = await sql`select fired_at from dashboard_refresh.doctor_loops where id = ${loop.id}`;
    expect(fired?.fired_at).not.toBeNull();
  } finally {
    await reader`rollback`;
    reader.release();
  }
  await eventually(
    "the loop test to be complete",
    () => read(loop.id),
    ({ status }) => status === "complete",
  );
});

it("it enters no run", async () => {
  const before = await countRuns();
  const loop = await start();
  await sql`call dashboard_refresh.watchdog()`;
  await eventually(
    "the loop test to be complete",
    () => read(loop.id),
    ({ status }) => status === "complete",
  );
  const [own] =
    await sql`select count(*)::integer as count from dashboard_refresh.runs where id = ${loop.id}`;
  expect(own?.count).toBe(0);
  expect(await countRuns()).toBeGreaterThanOrEqual(before);
});

describe("a function that has another secret than Vault", () => {
  it("is told by the loop test, and by the signature that the doctor shows it", async () => {
    const [row] =
      await sql`select decrypted_secret as secret from vault.decrypted_secrets where name = ${SECRET}`;
    const secretCheck = async () => (await call("GET", "/doctor?only=function_secret")).json.checks[0];
    expect(await secretCheck()).toMatchObject({ status: "ok" });
    await setSecret(`whsec_${Buffer.alloc(32, 7).toString("base64")}`);
    try {
      expect(await secretCheck()).toMatchObject({ status: "error", repair: { kind: "shell" } });
      const loop = await start();
      await sql`call dashboard_refresh.watchdog()`;
      const broken = await eventually(
        "the loop test to be broken",
        () => read(loop.id),
        ({ status }) => status !== "running",
      );
      expect(broken).toMatchObject({ status: "broken", missing: "function" });
      expect(broken.why).toContain("refused the signature");
      const [check] = await sql`select dashboard_refresh.doctor('loop') -> 'checks' -> 0 as item`;
      expect(check?.item).toMatchObject({ status: "error", repair: { kind: "shell" } });
    } finally {
      await setSecret(row?.secret);
    }
    expect(await secretCheck()).toMatchObject({ status: "ok" });
    const loop = await start();
    await sql`call dashboard_refresh.watchdog()`;
    await eventually(
      "the loop test to be complete again",
      () => read(loop.id),
      ({ status }) => status === "complete",
    );
  });
});
