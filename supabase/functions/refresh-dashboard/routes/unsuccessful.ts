// What is answered for a run that ended and did not succeed.

import type { Run } from "../contract/answers.ts";
import { Problem } from "../request/problem.ts";

/** The problem that carries a run which failed, was lost or was cancelled. */
export function unsuccessful(run: Run): Problem {
  if (run.status === "cancelled") {
    const { requested_by, reason } = run.cancellation ?? {};
    const by = requested_by ? ` by ${requested_by}` : "";
    return new Problem("refresh_cancelled", `The refresh was cancelled${by}${reason ? `: ${reason}` : ""}.`, {
      hint: "Ask for a new one if it is still wanted.",
      members: { run },
    });
  }
  // What somebody has to fix is the same at the next try; a client that repeats what was answered 503 would try for ever.
  return new Problem(
    run.status === "lost" ? "refresh_lost" : "refresh_failed",
    run.error?.message ?? "The refresh did not succeed.",
    {
      status: run.error?.kind === "lasting" ? 422 : 503,
      hint: run.error?.hint ?? null,
      members: { run },
    },
  );
}
