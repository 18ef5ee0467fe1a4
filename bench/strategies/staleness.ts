// How stale each copy of the view is to one who reads it. Every transaction of a workload adds a message, a stamp, to one
// conversation; how many messages the view shows there says how many of the transactions it shows, in order of commit.
import { repeat } from "../support/clock.ts";
import { PROBE_CONVERSATION } from "../support/demo-copy.ts";
import type { Session } from "../support/session.ts";
import { STRATEGIES, type Strategy } from "./plan.ts";

const POLL_MS = 50;

/** When the stamps were committed, as the writers were told, in order. */
export interface Stamps {
  committedAtMs: number[];
}

/** Stalenesses in seconds of each strategy's view, one for each look, evenly spaced. */
export type StalenessSamples = Record<Strategy["name"], number[]>;

/** Looks at all copies until `endMs`. Stamps of before must be shown by all, or are counted as of `firstMs`. */
export async function watchStaleness(
  reader: Session,
  stamps: Stamps,
  { firstMs, endMs }: { firstMs: number; endMs: number },
): Promise<StalenessSamples> {
  const shown = STRATEGIES.map(
    ({ name, view }) =>
      `(select mensajes::integer from ${view} where conversacion_id = ${PROBE_CONVERSATION}) as ${name}`,
  ).join(", ");
  const look = async () => {
    const [row] = await reader.sql.unsafe<Record<Strategy["name"], number>[]>(`select ${shown}`);
    return row as Record<Strategy["name"], number>;
  };
  const [table] = await reader.sql.unsafe<[{ count: number }]>(
    `select count(*)::integer as count from bench.mensajes_whatsapp where conversacion_id = ${PROBE_CONVERSATION}`,
  );

  const samples: StalenessSamples = { blind: [], engine: [], engine_short: [] };
  await repeat({ firstMs, everyMs: POLL_MS, endMs }, async () => {
    const atMs = performance.now();
    const counts = await look();
    for (const { name } of STRATEGIES) {
      const shownStamps = counts[name] - table.count;
      const oldestUnshownMs = shownStamps < 0 ? firstMs : (stamps.committedAtMs[shownStamps] ?? atMs);
      samples[name].push(Math.max(0, atMs - oldestUnshownMs) / 1000);
    }
  });
  return samples;
}
