// The session that reads the schema cache, which must outlive a server that dies under it.
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresConnection } from "@supabase/lite/postgres";
import { SCHEMA_UNREADABLE } from "./outage.ts";

export type Catalog = Pick<PostgresConnection, "introspect" | "close">;

/**
 * Reads the schema cache through one connection for as long as it works, and through a new one afterwards. A connection of
 * the driver that its server left in the middle of something may never answer again, nor say so
 * (https://github.com/porsager/postgres/issues/1154), and every request waits for the schema cache.
 * @param open Makes a connection; it need not connect before it is asked.
 * @param timeoutMs How long an answer is waited for.
 * @returns What introspects. Rejects with SCHEMA_UNREADABLE where the database does not answer, or with nothing.
 */
export function lastingCatalog(open: () => Catalog, timeoutMs: number): Catalog["introspect"] {
  let catalog = open();
  return async (options) => {
    const asked = catalog;
    const schema = await Promise.race([
      asked.introspect(options).catch(() => undefined),
      sleep(timeoutMs, undefined, { ref: false }),
    ]);
    // While the database is down Lite takes it for one without anything in it, and would call every function unknown.
    if (schema?.functions !== undefined) return schema;
    if (catalog === asked) {
      catalog = open();
      // Not waited for: what never answers never closes.
      void asked.close().catch(() => undefined);
    }
    throw new Error(SCHEMA_UNREADABLE);
  };
}
