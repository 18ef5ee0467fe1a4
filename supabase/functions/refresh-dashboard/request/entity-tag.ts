// Entity tags. That of a view's settings is their revision, `"7"`: who changes them may say by If-Match which he has seen.

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

/**
 * The entity tag of an answer that tells the time too. Weak, since answers of the same facts differ in it.
 *
 * @param body the answer.
 * @param leftOut the members, at any depth, that do not count.
 */
export async function entityTagOfFacts(body: unknown, leftOut: readonly string[]): Promise<string> {
  const facts = JSON.stringify(body, (name, value) => (leftOut.includes(name) ? undefined : value));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(facts));
  const half = [...new Uint8Array(digest).subarray(0, 16)];
  return `W/"${half.map((byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/**
 * Reads the header If-None-Match. What is no list of entity tags matches nothing: the answer is sent in full.
 *
 * @returns false where the caller has what this entity tag stands for.
 */
export function matchesNone(header: string | null, etag: string): boolean {
  if (header === null) return true;
  if (header.trim() === "*") return false;
  const opaque = etag.replace(/^W\//, "");
  return ![...header.matchAll(new RegExp(TAG, "g"))].some(([, tag]) => `"${tag}"` === opaque);
}
