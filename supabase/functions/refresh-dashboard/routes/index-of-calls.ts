// GET /: the calls and who may make them, and the versions of function and database.

import { listCalls } from "../contract/endpoints.ts";
import { VERSION } from "../contract/version.ts";
import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler. It answers also while the database cannot: then its version is null. */
export function createIndexHandler({ version }: Deps): Handler<"index"> {
  return async ({ log }) => ({
    status: 200,
    body: {
      name: "refresh-dashboard",
      version: { function: VERSION, database: await version(log) },
      endpoints: listCalls(),
    },
  });
}
