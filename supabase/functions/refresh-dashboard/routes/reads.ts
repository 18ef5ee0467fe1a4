// The calls that only read: GET /, /status, /runs, /drift and /health.

import { type Role, requireRole } from "../authenticate.ts";
import type { Deps, Handler } from "../deps.ts";
import { parseQuery } from "../parse-request.ts";
import { DriftQuery, NoQuery, RunsQuery, StatusQuery } from "../schemas.ts";

const READERS: readonly Role[] = ["secret", "operator", "viewer"];

/** Makes the handler of `GET /`: the endpoints and who may call them. */
export function createIndexHandler(deps: Deps, endpoints: Record<string, string>): Handler {
  return async (request) => {
    requireRole(await deps.authenticate(request), READERS);
    parseQuery(NoQuery, request);
    return Response.json({ name: "refresh-dashboard", endpoints });
  };
}

/** Makes the handler of `GET /status`: a view's state, last runs and problems. */
export function createStatusHandler(deps: Deps): Handler {
  return async (request) => {
    requireRole(await deps.authenticate(request), READERS);
    return Response.json(await deps.database.readStatus(parseQuery(StatusQuery, request)));
  };
}

/** Makes the handler of `GET /runs`: the ledger, newest first, by pages. */
export function createRunsHandler(deps: Deps): Handler {
  return async (request) => {
    requireRole(await deps.authenticate(request), READERS);
    return Response.json(await deps.database.listRuns(parseQuery(RunsQuery, request)));
  };
}

/** Makes the handler of `GET /drift`: 200 with the comparison, also when it was cut and is not `complete`. */
export function createDriftHandler(deps: Deps): Handler {
  return async (request) => {
    requireRole(await deps.authenticate(request), READERS);
    return Response.json(await deps.database.readDrift(parseQuery(DriftQuery, request)));
  };
}

/** Makes the handler of `GET /health`, which anyone may call: 200 `fresh`, 503 `stale`, and not a word more. */
export function createHealthHandler(deps: Deps): Handler {
  return async () => {
    const fresh = await deps.health();
    return Response.json({ status: fresh ? "fresh" : "stale" }, { status: fresh ? 200 : 503 });
  };
}
