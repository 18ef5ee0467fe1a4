// GET /status: a view's state, last runs and problems, to which the function adds one that the database cannot see.

import type { Status, StatusProblem } from "../contract/answers.ts";
import { VERSION } from "../contract/version.ts";
import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler. */
export function createStatusHandler({ database }: Deps): Handler<"status"> {
  return async ({ query }) => {
    const status = await database.readStatus(query);
    const body =
      status.version === VERSION
        ? status
        : { ...status, problems: [...status.problems, describeMismatch(status.version)] };
    return { status: 200, body };
  };
}

function describeMismatch(databaseVersion: Status["version"]): StatusProblem {
  const database = databaseVersion
    ? `The database part is version ${databaseVersion}`
    : "The database part does not say its version";
  return {
    code: "version_mismatch",
    severity: "warning",
    message: `${database}, the Edge Function is version ${VERSION}.`,
    hint: "If the database part is the older one, apply the newer migration (supabase db push); if the function is, deploy it (supabase functions deploy refresh-dashboard).",
  };
}
