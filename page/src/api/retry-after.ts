// The header Retry-After.

/** @returns seconds from now; null where nothing is said or it cannot be read. A date is not read: browsers' clocks err. */
export function readRetryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}
