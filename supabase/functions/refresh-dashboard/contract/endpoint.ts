// What a call of the API is described by.

import type * as z from "zod/mini";
import type { ProblemCode } from "./codes.ts";

/** Who is known by a key or a sign-in: the holder of a secret key, or a user who was given one of two roles. */
export type Role = "secret" | "operator" | "viewer";

/**
 * Who may call: those with one of the roles, the database by its signature, anyone; or a scraper, which is who may read
 * and who has the scrape token.
 */
export type Access = readonly Role[] | "trigger" | "scraper" | "anyone";

export type Endpoint = {
  method: "GET" | "POST" | "PATCH";
  /** A name in braces stands for one segment of any value. */
  path: string;
  /**
   * Of several that share method, path and callers, which one is meant: that whose member is in the query or in the body;
   * without any, the one that has no such member. A `value` is the only one that it may have.
   */
  chosenBy?: { in: "query" | "body"; name: string; value?: string | boolean };
  who: Access;
  /** What it does, in one line. */
  summary: string;
  /** What the names in the path's braces may be. */
  params?: z.ZodMiniObject;
  /** What the query may hold; null where it is not looked at. */
  query: z.ZodMiniObject | null;
  /** What the body may hold; null where it is not read. A call whose fields are all optional may do without one. */
  body: z.ZodMiniObject | null;
  /** Said to who sends a wrong body, where the names of its fields do not say enough. */
  bodyHint?: string;
  /** What is answered when all goes well, by status. */
  answers: Readonly<Record<number, Answer>>;
  /** The codes of errors that this call has beyond what `codesOf` adds to it. */
  codes: readonly ProblemCode[];
};

export type Answer = {
  schema: z.ZodMiniType;
  when: string;
  /** What it is sent as, where that is not JSON; then it is text. */
  mediaType?: string;
  /** The path of what the header Location names; a name in braces, with dots in between, stands for that member. */
  location?: string;
  /** The header Retry-After, in seconds. */
  retryAfterSeconds?: number;
};

export const READERS = ["secret", "operator", "viewer"] as const;
export const OPERATORS = ["secret", "operator"] as const;

/** The codes of a call that speaks of one view. */
export const ONE_VIEW = ["unknown_view", "view_required"] as const;
