// What a page of any origin may send and read. No cookie is ever looked at, so any origin may ask.

import { corsHeaders } from "@supabase/supabase-js/cors";

// Sent by functions.invoke with a region, which the list of supabase-js leaves out; and what our own calls take.
const FURTHER_HEADERS = ["x-region", "x-request-id", "if-match", "if-none-match"];
const READABLE_HEADERS = [
  "accept-patch",
  "allow",
  "etag",
  "location",
  "retry-after",
  "www-authenticate",
  "x-request-id",
];

/** On every answer. */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": READABLE_HEADERS.join(", "),
};

/**
 * On the answer to a preflight: whatever supabase-js sends, in its version that is pinned here. Any of its methods, so
 * that a page gets to read the 405.
 */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-headers": [corsHeaders["Access-Control-Allow-Headers"], ...FURTHER_HEADERS].join(
    ", ",
  ),
  "access-control-allow-methods": corsHeaders["Access-Control-Allow-Methods"] ?? "",
  "access-control-max-age": "600",
};
