// The sales floor's connections: ten, the default of PostgREST's pool, handed out in turn; each write is a transaction.
import { sleepUntil } from "../support/clock.ts";
import { PROBE_CONVERSATION, STORY_EJECUTIVO } from "../support/demo-copy.ts";
import type { Session } from "../support/session.ts";
import type { Stamps } from "./staleness.ts";
import type { Write } from "./workloads.ts";

export const POOL_SIZE = 10;
const PROSPECTS_PER_REASSIGNMENT = 29;

const insertMessage = (conversation: string) => `
  insert into bench.mensajes_whatsapp (conversacion_id, rol, contenido, created_at)
  values (${conversation}, 'prospecto', 'Hola', clock_timestamp())`;

/** Does each write when it is due, a stamp with it, and notes when its commit was confirmed. */
export async function work(
  pool: readonly Session[],
  writes: readonly Write[],
  stamps: Stamps,
  firstMs: number,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (const [index, write] of writes.entries()) {
    await sleepUntil(firstMs + write.atSeconds * 1000);
    const session = pool[index % pool.length] as Session;
    underWay.push(
      session.sql
        .begin(async (sql) => {
          await sql.unsafe(write.kind === "message" ? someMessage(index) : reassignment(index));
          await sql.unsafe(insertMessage(PROBE_CONVERSATION));
        })
        .then(() => {
          stamps.committedAtMs.push(performance.now());
        }),
    );
  }
  await Promise.all(underWay);
}

const someMessage = (index: number) => insertMessage(`md5('conversacion ' || ${2 + (index % 3000)})::uuid`);

const reassignment = (index: number) => `
  update bench.prospectos set ejecutivo_id = '${STORY_EJECUTIVO}'
  where id in (
    select md5('prospecto ' || number)::uuid
    from generate_series(${1 + (index % 2900)}, ${(index % 2900) + PROSPECTS_PER_REASSIGNMENT}) as numbers (number)
  )`;
