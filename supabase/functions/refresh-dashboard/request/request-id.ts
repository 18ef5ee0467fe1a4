// The id by which a caller finds a request again: in the answer, in a problem document and in the function's log.

/** The header that carries it, both ways. */
export const REQUEST_ID_HEADER = "x-request-id";

// What trace ids and UUIDs are made of, and nothing that a log viewer or a shell would take for more than text.
const USABLE = /^[\w.~:+/=-]{1,128}$/;

/** The id that the caller sent, or a new one where there is none or it is not fit for a log. */
export function requestIdOf(headers: Headers): string {
  const sent = headers.get(REQUEST_ID_HEADER);
  return sent !== null && USABLE.test(sent) ? sent : crypto.randomUUID();
}
