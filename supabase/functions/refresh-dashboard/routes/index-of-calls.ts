// GET /: the calls and who may make them, and the versions of function and database.

import { listCalls } from "../contract/endpoints.ts";
import { VERSION } from "../contract/version.ts";
import type { Deps } from "../deps.ts";
import { describeError } from "../runtime/log.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler. It answers also while the database cannot: then its version is null. */
export function createIndexHandler({ database, log }: Deps): Handler<"index"> {
  return async () => {
    const databaseVersion = await database.readVersion().catch((error: unknown) => {
      log("warn", "version_unread", { error: describeError(error) });
      return null;
    });
    return {
      name: "refresh-dashboard",
      version: { function: VERSION, database: databaseVersion },
      endpoints: listCalls(),
    };
  };
}
