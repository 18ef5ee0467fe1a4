// Database sessions of the benchmark: one connection each, so that its process and what it costs are known.
import postgres, { type Sql } from "postgres";

export interface Session {
  sql: Sql;
  /** Of the backend, a process of this machine. */
  pid: number;
  end: () => Promise<void>;
}

/** Opens a connection that stays until it is ended. */
export async function openSession(databaseUrl: string, name: string): Promise<Session> {
  const sql = postgres(databaseUrl, {
    max: 1,
    // A query of the driver alone, which pg_cron and PostgREST do not make.
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: `bench ${name}` },
  });
  const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return { sql, pid: row.pid, end: () => sql.end() };
}

/** As many sessions as a pool would hold. */
export const openSessions = (databaseUrl: string, name: string, count: number): Promise<Session[]> =>
  Promise.all(Array.from({ length: count }, () => openSession(databaseUrl, name)));
