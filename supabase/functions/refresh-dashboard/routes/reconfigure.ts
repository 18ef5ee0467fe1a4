// GET and PATCH /reconfigure, PATCH /views: the settings of a view with their revision, a change of those that are named,
// all of them or none, in one view or in all; and what such a change would make.

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
    const expectedRevision = await readExpectedRevision(headers, view, database);
    const body = await database.reconfigure({ view, settings, changedBy: caller.name, expectedRevision });
    if (body.revision === undefined) return { status: 200, body };
    return { status: 200, body, headers: { etag: entityTagOf(body.revision) } };
  };
}

/**
 * Makes the handler of `PATCH /reconfigure?dry_run=true`: 200 with what the change would make. It is refused as the change
 * would be, and changes nothing.
 */
export function createPreviewHandler({ database }: Deps): Handler<"preview"> {
  return async ({ body: { view, ...settings }, headers }) => {
    const expectedRevision = await readExpectedRevision(headers, view, database);
    return { status: 200, body: await database.previewSettings({ view, settings, expectedRevision }) };
  };
}

/** Makes the handler of `PATCH /views`: 200 `{ views: [{ view, before, after, revision }] }`. */
export function createReconfigureAllHandler({ database }: Deps): Handler<"reconfigureAll"> {
  return async ({ caller, body }) => ({
    status: 200,
    body: await database.reconfigureAll({ settings: body, changedBy: caller.name }),
  });
}

/** The revision that the settings must still be of; undefined for any. */
async function readExpectedRevision(
  headers: Headers,
  view: string | undefined,
  database: Deps["database"],
): Promise<number | undefined> {
  const expected = parseIfMatch(headers.get("if-match"));
  // Of several the database is told one: that which is right now, if any is. It checks when it updates.
  const current =
    expected && expected.length > 1 ? (await database.readSettings({ view })).revision : undefined;
  return expected?.find((revision) => revision === current) ?? expected?.[0];
}
