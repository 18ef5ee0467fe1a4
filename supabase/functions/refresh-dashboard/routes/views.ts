// GET /views: all managed views in short. Who has seen the same facts before is told so, and nothing else.

import type { Deps } from "../deps.ts";
import { entityTagOfFacts, matchesNone } from "../request/entity-tag.ts";
import type { Handler } from "./endpoint.ts";

/** What moves with the clock while nothing happens: the caller has a clock of its own. */
const CLOCKS = ["now", "staleness_seconds", "verified_at"];

/** Makes the handler: 200 with the views and an `ETag`, or 304. */
export function createViewsHandler({ database }: Deps): Handler<"views"> {
  return async ({ query, headers }) => {
    const body = await database.listViews(query);
    const etag = await entityTagOfFacts(body, CLOCKS);
    if (!matchesNone(headers.get("if-none-match"), etag))
      return { status: 304, body: null, headers: { etag } };
    return { status: 200, body, headers: { etag } };
  };
}
