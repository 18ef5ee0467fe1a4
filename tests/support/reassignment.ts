// The story this project began with, told by a test: 29 prospects get another ejecutivo, and later their own again.
import type { Sql } from "postgres";
import { call } from "./stack.ts";

export const EJECUTIVO_ID = "d7847ffa-0758-4eb2-a97b-f80e54886531";

export interface Reassignment {
  /** Gives the ejecutivo 29 prospects of coordinación BOOM, each with one conversation. */
  reassign: () => Promise<void>;
  /** Gives every prospect back, and refreshes. */
  undo: () => Promise<void>;
}

/** Takes all prospects from the ejecutivo and refreshes, so that he owns and sees none. */
export async function prepareReassignment(sql: Sql): Promise<Reassignment> {
  const refresh = async () => {
    const answer = await call("POST", "/refresh", {
      body: { view: "public.mv_conversaciones_dashboard", force: true },
    });
    if (answer.status !== 200) throw new Error(`the refresh was answered ${answer.status}: ${answer.text}`);
  };
  const owners = await sql<{ id: string; ejecutivo_id: string }[]>`
    select prospectos.id, prospectos.ejecutivo_id
    from public.prospectos
    join public.coordinaciones on coordinaciones.id = prospectos.coordinacion_id
    where coordinaciones.nombre = 'BOOM'`;
  await sql`
    update public.prospectos
    set ejecutivo_id = (
      select id from public.ejecutivos
      where coordinacion_id = prospectos.coordinacion_id and id <> ${EJECUTIVO_ID} order by id limit 1
    )
    where ejecutivo_id = ${EJECUTIVO_ID}`;
  await refresh();

  return {
    reassign: async () => {
      await sql`
        update public.prospectos set ejecutivo_id = ${EJECUTIVO_ID}
        where id in (
          select prospectos.id from public.prospectos
          join public.coordinaciones on coordinaciones.id = prospectos.coordinacion_id
          where coordinaciones.nombre = 'BOOM' order by prospectos.created_at limit 29
        )`;
    },
    undo: async () => {
      await sql`
        update public.prospectos set ejecutivo_id = owners.ejecutivo_id::uuid
        from jsonb_to_recordset(${sql.json([...owners])}) as owners (id text, ejecutivo_id text)
        where prospectos.id = owners.id::uuid and prospectos.ejecutivo_id <> owners.ejecutivo_id::uuid`;
      await refresh();
    },
  };
}
