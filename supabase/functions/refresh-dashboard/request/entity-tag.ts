// The settings of a view have an entity tag, their revision: `"7"`. Who changes them may say by If-Match which he has seen.

import { Problem } from "./problem.ts";

/** The entity tag of a revision. */
export const entityTagOf = (revision: number): string => `"${revision}"`;

// RFC 9110, section 8.8.3. A weak tag is taken for the strong one: a proxy that compresses weakens it on the way to the
// caller, and the revision is exact all the same.
const TAG = String.raw`(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"`;
const LIST = new RegExp(String.raw`^(?:[ \t]*,)*[ \t]*${TAG}(?:[ \t]*,(?:[ \t]*${TAG})?)*[ \t]*$`);

/**
 * Reads the header If-Match.
 *
 * @returns the revisions that the caller takes; null for any. A tag that cannot be one of ours is 0, which no revision is.
 * @throws Problem `invalid_request` for what is no list of entity tags.
 */
export function parseIfMatch(header: string | null): number[] | null {
  if (header === null || header.trim() === "*") return null;
  if (!LIST.test(header)) {
    throw new Problem("invalid_request", "If-Match: must be an entity tag or *.", {
      hint: 'Send the ETag of GET /reconfigure as it came, with its quotes: If-Match: "7".',
    });
  }
  return [...header.matchAll(new RegExp(TAG, "g"))].map(([, tag = ""]) =>
    /^[1-9]\d{0,8}$/.test(tag) ? Number(tag) : 0,
  );
}
