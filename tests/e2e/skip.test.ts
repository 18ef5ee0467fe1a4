// A tick refreshes what has changed and nothing else: real sessions, real statistics, the real chain.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EJECUTIVO_ID } from "../support/reassignment.ts";
import { call, connect } from "../support/stack.ts";
import { createTicks, drift, NONE, status, stopFirings } from "./support/ticks.ts";

const sql = connect();
/** A session of an application: alone, so that its transactions are those of the test. */
const writer = connect(1);
const { tick, countRuns, untilSeen, untilUnchanged } = createTicks(sql);
let giveScheduleBack: () => Promise<void>;

beforeAll(async () => {
  giveScheduleBack = await stopFirings();
});
afterAll(async () => {
  await giveScheduleBack();
  await Promise.all([sql.end(), writer.end()]);
});

describe("while nothing changes,", () => {
  it("ticks say unchanged and write no run", async () => {
    expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
    await untilUnchanged();
    const before = await countRuns();
    for (let firing = 0; firing < 5; firing += 1) expect(await tick()).toBe("unchanged");
    expect(await countRuns()).toBe(before);
    expect(await drift()).toMatchObject({ complete: true, ...NONE });
  });

  it("status names the sources it follows, and claims no more than is known", async () => {
    const { skip, state, data_as_of, verified_at, staleness_seconds, now } = await status();
    expect(skip).toMatchObject({ possible: true, reason: expect.any(String) });
    expect(skip.sources).toEqual([
      "public.conversaciones_whatsapp",
      "public.coordinaciones",
      "public.ejecutivos",
      "public.mensajes_whatsapp",
      "public.prospectos",
    ]);
    expect(state).toBe("fresh");
    const knownAt = Math.max(Date.parse(data_as_of), Date.parse(verified_at ?? data_as_of));
    expect(knownAt).toBeLessThanOrEqual(Date.parse(now));
    expect(Math.abs((Date.parse(now) - knownAt) / 1000 - staleness_seconds)).toBeLessThan(0.2);
  });
});

describe("a committed change", () => {
  it("is seen by a tick, refreshed through the chain, and leaves no drift", async () => {
    await untilUnchanged();
    const [row] = await writer`
      update public.prospectos set etapa = 'ganado'
      where id = (select id from public.prospectos where etapa = 'nuevo' order by id limit 1) returning id`;
    expect((await drift()).different).toBe(1);
    expect(await untilSeen()).toBe("requested");
    await eventually("no drift", drift, ({ different }) => different === 0);
    expect(await drift()).toMatchObject({ complete: true, ...NONE });

    await writer`update public.prospectos set etapa = 'nuevo' where id = ${row?.id}`;
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(NONE);
  });

  it("is not taken for shown while the session that made it keeps its statistics back", async () => {
    await untilUnchanged();
    // In a transaction a session reports nothing, not even what it committed before.
    await writer.unsafe(`
      begin; update public.ejecutivos set nombre = nombre || '!' where id = '${EJECUTIVO_ID}'; commit; begin`);
    try {
      const [row] = await sql`select clock_timestamp()::text as now`;
      expect(await tick()).toBe("unchanged");
      const { data_as_of, verified_at } = await status();
      const knownAt = Math.max(Date.parse(data_as_of), Date.parse(verified_at ?? data_as_of));
      expect(knownAt).toBeLessThan(Date.parse(row?.now));
    } finally {
      await writer.unsafe(`
        update public.ejecutivos set nombre = rtrim(nombre, '!') where id = '${EJECUTIVO_ID}'; commit`);
    }
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(NONE);
  });
});

describe("a change that was rolled back", () => {
  it("may cost a refresh, and is never shown", async () => {
    await untilUnchanged();
    await writer
      .begin(async (transaction) => {
        await transaction`update public.prospectos set etapa = 'perdido'`;
        throw new Error("rolled back");
      })
      .catch((error: Error) => expect(error.message).toBe("rolled back"));
    expect(await drift()).toMatchObject(NONE);
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(NONE);
  });
});
