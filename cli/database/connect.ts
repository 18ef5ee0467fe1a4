// A session of the database that a URL names.
import postgres from "postgres";
import type { Connect, Query } from "./database.ts";
import { translateDatabaseError } from "./translate-error.ts";

const CONNECT_TIMEOUT_S = 10;

/** Parameters that other programs put into the same URL. A server refuses a session that asks for them. */
const NOT_FOR_THE_SERVER = ["pgbouncer", "connection_limit", "pool_timeout"];

export const connect: Connect = async (url, source = "the given URL") => {
  const sql = postgres(cleanUrl(url), {
    max: 1,
    // The transaction mode of Supabase's pooler has no prepared statements.
    prepare: false,
    onnotice: () => {},
    connect_timeout: CONNECT_TIMEOUT_S,
    connection: { application_name: "refresh-dashboard" },
    ...encryption(url),
  });
  const explain = (error: unknown): never => {
    throw translateDatabaseError(error, source);
  };
  let running: postgres.PendingQuery<postgres.Row[]> | undefined;
  const queryIn =
    (session: Pick<postgres.Sql, "unsafe">): Query =>
    async (text, parameters = []) => {
      running = session.unsafe(text, parameters as never[]);
      return [...(await running.catch(explain))];
    };
  return {
    query: queryIn(sql),
    transaction: async (end, work) => {
      const session = await sql.reserve().catch(explain);
      const query = queryIn(session);
      try {
        await query("begin");
        const result = await work(query);
        await query(end);
        return result;
      } catch (error) {
        // Fails where the session itself is gone; then the server has taken everything back.
        await session.unsafe("rollback").catch(() => {});
        throw error;
      } finally {
        session.release();
      }
    },
    cancel: () => running?.cancel(),
    end: () => sql.end({ timeout: 1 }),
  };
};

function cleanUrl(url: string): string {
  const cleaned = new URL(url);
  for (const name of NOT_FOR_THE_SERVER) cleaned.searchParams.delete(name);
  return cleaned.href;
}

/** As the URL says; otherwise encrypted where the server can, and in any case where it is Supabase's. */
function encryption(url: string): { ssl?: "require" | "prefer" } {
  const { hostname, searchParams } = new URL(url);
  if (searchParams.has("sslmode") || searchParams.has("ssl")) return {};
  if (/\.supabase\.(co|com)$/.test(hostname)) return { ssl: "require" };
  return ["127.0.0.1", "localhost", "[::1]", ""].includes(hostname) ? {} : { ssl: "prefer" };
}

export type { Connect, Database, Query } from "./database.ts";
