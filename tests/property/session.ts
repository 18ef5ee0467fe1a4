// One database session, that is one backend: what it commits is reported when that backend says so.
import { pipeline } from "node:stream/promises";
import postgres, { type PostgresError, type Row, type Sql } from "postgres";
import { eventually } from "../support/eventually.ts";

export interface Session {
  /** Its backend's process id. */
  readonly pid: number;
  /** Runs statements; throws what the database raises. */
  run: (statements: string) => Promise<Row[]>;
  /** Runs statements; null where another session's lock was in the way. Anything else is thrown. */
  attempt: (statements: string) => Promise<Row[] | null>;
  /** Runs `copy … from stdin` with this text; as attempt. */
  copy: (statement: string, text: string) => Promise<Row[] | null>;
  /** Has the backend report now what it counted so far. Not inside a transaction. */
  report: () => Promise<void>;
  /** Waits so long for what is under way; then the connection is cut. */
  close: (graceSeconds?: number) => Promise<void>;
}

/** lock_not_available and deadlock_detected: histories are random, so locks do collide. */
const COLLISIONS = new Set(["55P03", "40P01"]);

/** Opens a session. Unqualified names are looked up in `schema`. */
export async function openSession(url: string, schema: string, lockTimeoutMs: number): Promise<Session> {
  const sql: Sql = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    connection: {
      search_path: schema,
      jit: "off",
      lock_timeout: lockTimeoutMs,
      application_name: `property ${schema}`,
    },
  });
  const run = async (statements: string): Promise<Row[]> => await sql.unsafe(statements);
  const [row] = await run("select pg_backend_pid() as pid");
  return {
    pid: row?.pid,
    run,
    attempt: (statements) => nullOnCollision(() => run(statements)),
    copy: (statement, text) =>
      nullOnCollision(async () => {
        const stream = await sql.unsafe(statement).writable();
        await pipeline([text], stream);
        return [];
      }),
    async report() {
      await run("select pg_stat_force_next_flush()");
    },
    close: (graceSeconds = 5) => sql.end({ timeout: graceSeconds }),
  };
}

async function nullOnCollision(work: () => Promise<Row[]>): Promise<Row[] | null> {
  try {
    return await work();
  } catch (error) {
    if (COLLISIONS.has((error as PostgresError).code)) return null;
    throw error;
  }
}

/** Closes a session and waits until its backend is gone: it reports what it has left before it goes. */
export async function closeAndWait(session: Session, observer: Session): Promise<void> {
  await session.close();
  await eventually(
    `the end of backend ${session.pid}`,
    () => observer.run(`select from pg_stat_activity where pid = ${session.pid}`),
    (rows) => rows.length === 0,
    { everyMs: 2 },
  );
}
