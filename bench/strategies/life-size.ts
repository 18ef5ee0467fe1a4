// The idle stretch once more, over a view as dear as the one this began with, whose refresh took one to two seconds: the
// demo's refresh is cheaper by a multiple, while a tick that skips costs the same whatever the size.
import { sleep } from "../support/clock.ts";
import { createViewCopies, manageView } from "../support/demo-copy.ts";
import { round } from "../support/percentiles.ts";
import type { Session } from "../support/session.ts";
import { INTERVAL_SECONDS, tickOf } from "./plan.ts";
import { startRunner } from "./runner.ts";

const MESSAGES_TIMES = 16;
const INTERVALS = 2;

export interface LifeSize {
  refreshCpuSeconds: number;
  cpuToBlind: number;
}

/** CPU of ticks that skip to that of blind refreshes, in sessions that stay. Leaves the messages multiplied. */
export async function measureLifeSize(databaseUrl: string, setup: Session): Promise<LifeSize> {
  await setup.sql`
    insert into bench.mensajes_whatsapp (conversacion_id, rol, contenido, created_at)
    select conversacion_id, rol, contenido, created_at + copies.number * interval '1 minute'
    from bench.mensajes_whatsapp
    cross join generate_series(2, ${MESSAGES_TIMES}::integer) as copies (number)`;
  await setup.sql`analyze bench.mensajes_whatsapp`;
  await createViewCopies(setup.sql, ["life_blind", "life_engine"]);
  await setup.sql`select pg_stat_force_next_flush()`;
  await manageView(setup.sql, "bench.life_engine");

  const blind = await startRunner(databaseUrl, {
    name: "life_blind",
    statement: "refresh materialized view concurrently bench.life_blind",
  });
  const engine = await startRunner(databaseUrl, {
    name: "life_engine",
    statement: tickOf("bench.life_engine"),
  });
  try {
    for (const runner of [blind, engine]) await runner.warmUp();
    for (let interval = 0; interval < INTERVALS; interval += 1) {
      await sleep(INTERVAL_SECONDS * 1000);
      await blind.fire();
      await engine.fire();
    }
    const refreshing = blind.takeEffort();
    const ticking = engine.takeEffort();
    if (ticking.skips !== INTERVALS) throw new Error("a tick refreshed where nothing had changed");
    return {
      refreshCpuSeconds: round(refreshing.cpuSeconds / INTERVALS, 2),
      cpuToBlind: round(ticking.cpuSeconds / refreshing.cpuSeconds, 4),
    };
  } finally {
    await Promise.all([blind.end(), engine.end()]);
  }
}
