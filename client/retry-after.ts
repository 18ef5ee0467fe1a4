// The header Retry-After (RFC 9110, section 10.2.3): seconds, or the time of day.

/**
 * Reads when to try again.
 *
 * @param header the header, or null.
 * @param date when the answer was made, by the clock of who made it: the caller's may differ.
 * @returns seconds, or null where it says nothing that can be read.
 */
export function readRetryAfter(header: string | null, date: string | null): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const seconds = (Date.parse(text) - Date.parse(date ?? "")) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
