// An interval as a schedule of pg_cron.
import { parseSpan } from "../../connection/times.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";

const DAY_S = 86_400;

/**
 * `10m` is a cron expression that fires each ten minutes. A cron expression passes as it is: whether it is one, the database
 * says. Throws for an interval that none keeps: with 7 minutes, the last of an hour and the first of the next are four
 * minutes apart.
 */
export function scheduleOf(word: string): string {
  if (/\s|^@/.test(word.trim())) return word.trim();
  const seconds = parseSpan(word);
  const schedule = seconds === null ? null : everySeconds(seconds);
  if (schedule !== null) return schedule;
  throw new CliError("usage", `INTERVAL ${JSON.stringify(word)} is none that a schedule can keep`, {
    detail: "An hour has to be a multiple of it, or it of an hour and a day a multiple of it.",
    hint: "Such as 30s, 1m, 5m, 10m, 15m, 30m, 1h, 6h, 1d; or a cron expression in quotes: '7 3 * * *'.",
    exitCode: EXIT.usage,
  });
}

function everySeconds(seconds: number): string | null {
  if (seconds >= 1 && seconds < 60) return Number.isInteger(seconds) ? `${seconds} seconds` : null;
  if (seconds === 60) return "* * * * *";
  if (seconds % 60 === 0 && 3600 % seconds === 0)
    return seconds === 3600 ? "0 * * * *" : `*/${seconds / 60} * * * *`;
  if (seconds % 3600 === 0 && DAY_S % seconds === 0)
    return seconds === DAY_S ? "0 0 * * *" : `0 */${seconds / 3600} * * *`;
  return null;
}
