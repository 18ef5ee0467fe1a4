// What a run came to, in a sentence, and whether that is what was wanted.
import type { Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { rowsOf, statusOf } from "../../show/runs.ts";
import { durationWords, timeWords } from "../../show/words.ts";

export function describeEnd(run: Run): string {
  const { view, status, error, data_as_of } = run;
  switch (status) {
    case "succeeded": {
      const took = run.duration_ms === null ? "" : ` in ${durationWords(run.duration_ms)}`;
      const rows = rowsOf(run);
      return `${view} is refreshed${took}${rows ? `: ${rows}` : ""}; its data is as of ${timeWords(data_as_of)}`;
    }
    case "queued":
      return `${view}: run ${run.id} is ${statusOf(run)}`;
    default:
      return `${view}: the refresh is ${status}${error?.message ? `: ${error.message}` : ""}`;
  }
}

/** The contract's code of a run that did not succeed. */
export const codeOfEnd = ({ status }: Run): string => `refresh_${status}`;
