// GET and PATCH /reconfigure: the settings of a view with their revision, and a change of those that are named, all of
// them or none.

import type { Deps } from "../deps.ts";
import { entityTagOf, parseIfMatch } from "../request/entity-tag.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler of `GET /reconfigure`. */
export const createSettingsHandler =
  ({ database }: Deps): Handler<"settings"> =>
  async ({ query }) => {
    const body = await database.readSettings(query);
    return { status: 200, body, headers: { etag: entityTagOf(body.revision) } };
  };

/**
 * Makes the handler of `PATCH /reconfigure`: 200 `{ view, before, after, revision }`. The database checks names, values
 * and, where the caller sent If-Match, the revision, and keeps the audit.
 */
export function createReconfigureHandler({ database }: Deps): Handler<"reconfigure"> {
  return async ({ caller, body: { view, ...settings }, headers }) => {
    const expected = parseIfMatch(headers.get("if-match"));
    // Of several the database is told one: that which is right now, if any is. It checks when it updates.
    const current =
      expected && expected.length > 1 ? (await database.readSettings({ view })).revision : undefined;
    const expectedRevision = expected?.find((revision) => revision === current) ?? expected?.[0];
    const body = await database.reconfigure({ view, settings, changedBy: caller.name, expectedRevision });
    if (body.revision === undefined) return { status: 200, body };
    return { status: 200, body, headers: { etag: entityTagOf(body.revision) } };
  };
}
