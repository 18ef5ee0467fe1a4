// PATCH /reconfigure: changes the settings that are named, all of them or none.

import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler: 200 `{ view, before, after }`; the database checks names and values, and keeps the audit. */
export const createReconfigureHandler =
  ({ database }: Deps): Handler<"reconfigure"> =>
  ({ caller, body: { view, ...settings } }) =>
    database.reconfigure(view, settings, caller.name);
