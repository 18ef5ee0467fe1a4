// The table of faults: each test adds its line, the run prints them all at its end.
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Names the file that collects the lines. Without it a line is printed where it arises. */
export const TABLE_VARIABLE = "FAULTS_TABLE";

export interface Line {
  fault: string;
  seen: string;
  /** From the fault's end until the data was fresh; null where the test failed. */
  seconds: number | null;
}

const CAPTION =
  "Time to fresh is counted from the fault's end, or from its beginning where the data got fresh while it lasted (*).\n" +
  "A minute that the test played instead of waiting for it counts as 60 s.";
const HEADER = ["fault", "what was seen", "time to fresh"] as const;

export function record(line: Line): void {
  const file = process.env[TABLE_VARIABLE];
  if (file === undefined) console.log(formatTable([line]));
  else appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function readTable(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
}

export function formatTable(lines: Line[]): string {
  const cells = lines.map(({ fault, seen, seconds }) => [
    fault,
    seen,
    seconds === null ? "FAILED" : `${seconds.toFixed(1)} s`,
  ]);
  const width = (column: number) =>
    Math.max(...[HEADER, ...cells].map((row) => (row[column] as string).length));
  const format = (row: readonly string[]) =>
    `${row[0]?.padEnd(width(0))}  ${row[1]?.padEnd(width(1))}  ${row[2]?.padStart(width(2))}`;
  return [format(HEADER), ...cells.map(format), "", CAPTION].join("\n");
}
