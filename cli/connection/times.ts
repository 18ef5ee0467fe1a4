// Times and spans as they are given on the command line.
import { z } from "zod";
import { CliError, EXIT } from "../terminal/errors.ts";
import type { Backend } from "./backend.ts";
import { readOverview } from "./read-overview.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
const PART = /(\d+(?:\.\d+)?)(s|min|m|h|d)?/g;

/** `90`, `90s`, `10m`, `1h30m`, `2d` in seconds; null for anything else. */
export function parseSpan(word: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:s|min|m|h|d))+$|^\d+(?:\.\d+)?$/.test(word)) return null;
  return [...word.matchAll(PART)].reduce(
    (seconds, [, number, unit = "s"]) => seconds + Number(number) * (UNITS[unit] ?? 1),
    0,
  );
}

/** An option that takes a span, in seconds from then on. */
export const span = z
  .string()
  .transform(parseSpan)
  .pipe(z.number("is no span of time, such as 90s, 10m or 1h30m"));

const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * A time with a zone, or a span before (`-1`) or after (`1`) now. That now is the database's: the clock of this machine may
 * be wrong.
 */
export async function readTime(
  backend: Backend,
  option: string,
  word: string,
  sign: 1 | -1,
): Promise<string> {
  const seconds = parseSpan(word);
  if (seconds !== null) {
    const now = Date.parse((await readOverview(backend)).now);
    return new Date(now + sign * seconds * 1000).toISOString();
  }
  const time = new Date(word);
  if (WITH_ZONE.test(word) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new CliError("usage", `${option} takes a time with its zone or a span, not ${JSON.stringify(word)}`, {
    hint: `Such as ${option} 2026-12-24T18:00:00Z, or ${option} 2h.`,
    exitCode: EXIT.usage,
  });
}
