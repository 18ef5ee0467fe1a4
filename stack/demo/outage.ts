// Which failures mean that there was no answer, and which are one.

/** The function has answered with an error. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Of the driver, of fetch, and PostgreSQL's SQLSTATEs for a lost connection, a shutdown or a start. */
const OUTAGE_CODES = /^(CONNECT|ECONN|EPIPE|UND_ERR_|08|57P0)/;

export function isOutage(error: unknown): boolean {
  if (error instanceof ApiError) return [502, 503, 504].includes(error.status);
  if (!(error instanceof Error)) return false;
  return error.name === "TimeoutError" || OUTAGE_CODES.test(codeOf(error) || codeOf(error.cause));
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
