// PATCH /reconfigure: changes the settings that are named, all of them or none.

import { requireRole } from "../authenticate.ts";
import type { Deps, Handler } from "../deps.ts";
import { parseQuery, parseRequest } from "../parse-request.ts";
import { Problem } from "../problem.ts";
import { parseJson, readBody } from "../read-body.ts";
import { NoQuery, ReconfigureRequest, Settings } from "../schemas.ts";

/** Makes the handler: 200 `{ view, before, after }`; the database checks the values and keeps the audit. */
export function createReconfigureHandler(deps: Deps): Handler {
  return async (request) => {
    const caller = await deps.authenticate(request);
    requireRole(caller, ["secret", "operator"]);
    parseQuery(NoQuery, request);
    const body = parseJson(await readBody(request), request.headers.get("content-type"));
    const { view, ...settings } = parseRequest(ReconfigureRequest, body);
    if (Object.keys(settings).length === 0) {
      throw new Problem("invalid_request", "The body names no setting to change.", {
        hint: `The settings are: ${Object.keys(Settings.shape).join(", ")}.`,
      });
    }
    return Response.json(await deps.database.reconfigure(view, settings, caller.name));
  };
}
