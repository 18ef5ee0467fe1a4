// GET /me: as whom the caller is known.

import { OPERATORS } from "../contract/endpoint.ts";
import { VERSION } from "../contract/version.ts";
import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler. It answers also while the database cannot: then its version is null. */
export function createMeHandler({ version }: Deps): Handler<"me"> {
  return async ({ caller: { name, role }, log }) => {
    if (role === null) throw new Error("a caller without a role was let in");
    const may_act = (OPERATORS as readonly string[]).includes(role);
    return {
      status: 200,
      body: { name, role, may_act, version: { function: VERSION, database: await version(log) } },
    };
  };
}
