// Lines of ours at the end of a file of the user's: added once, and found again by what they say.
import { lineEndOf, withLf, withLineEndsOf } from "../files/line-ends.ts";
import type { FileChange } from "../files/plan.ts";
import type { Insertion } from "../manifest/manifest.ts";

export interface WantedLines {
  /** Below the project. */
  path: string;
  text: string;
  /** Whether a line says it already. */
  isThere(line: string): boolean;
}

/** Null where it is there already. */
export function planLines(before: string | null, { path, text, isThere }: WantedLines) {
  const current = before ?? "";
  if (withLf(current).split("\n").some(isThere)) return null;
  const end = lineEndOf(current);
  const gap = current === "" ? "" : current.endsWith("\n") ? end : end + end;
  const added = gap + withLineEndsOf(current, text);
  const change: FileChange = { path, before, after: current + added };
  return { change, insertion: { path, text: withLf(added) } satisfies Insertion };
}
