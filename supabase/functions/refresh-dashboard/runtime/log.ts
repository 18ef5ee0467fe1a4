// The log: one JSON line an event, which Supabase's log explorer can filter. No header, body or key is ever passed in;
// should one arrive inside an error text all the same, the redaction below catches it.

export type LogLevel = "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void;

/**
 * Makes the log function.
 *
 * @param write receives each finished line, without a newline, and its level.
 * @param secrets values that must never appear in a line.
 * @param now the clock, in milliseconds since the epoch.
 */
export function createLog(
  write: (line: string, level: LogLevel) => void,
  secrets: string[],
  now: () => number,
): Log {
  return (level, event, fields = {}) => {
    const at = new Date(now()).toISOString();
    write(redact(JSON.stringify({ at, level, event, ...fields }), secrets), level);
  };
}

/** A log whose every line has these fields too. */
export const withFields =
  (log: Log, fields: LogFields): Log =>
  (level, event, further = {}) =>
    log(level, event, { ...fields, ...further });

/** Replaces every occurrence of each secret in a line. */
export function redact(line: string, secrets: string[]): string {
  return secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, "[redacted]"), line);
}

/**
 * Describes anything thrown, with its chain of causes, in fields fit for the log.
 *
 * @param error what was caught.
 * @returns name, message, code and details where there are any, the stack of the innermost cause.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, details } = error as { code?: unknown; details?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(details === undefined ? {} : { details }),
    ...(error.cause === undefined ? { stack: error.stack } : { cause: describeError(error.cause) }),
  };
}
