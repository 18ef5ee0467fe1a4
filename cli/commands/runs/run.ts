// refresh-dashboard run ID: one run, and how far it came.
import { z } from "zod";
import { defineVerb, READS } from "../../connection/verb.ts";
import { showRun } from "../../show/runs.ts";
import { EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";

export const run = defineVerb({
  name: "run",
  summary: "show one run, and how far it came",
  description:
    "Shows one run: when it was asked for, how long it waited and worked, and how far it came from pg_cron to the refresh.\n\n" +
    "The exit code is 1 for a run that failed or was lost.",
  examples: ["run 5d0c7c3e-0d5a-4f0e-9d6a-2b8f6c1f0a11"],
  arguments: [{ name: "ID", summary: "as refresh and runs name it" }],
  input: { id: z.guid("is no id of a run, which is a UUID") },
  ...READS,
  run: async (backend, given, { terminal }) => {
    const { data } = await backend.call("run", { id: given.id, chain: true });
    const isBad = data.status === "failed" || data.status === "lost";
    return { report: showRun(data, terminal), data: data as Json, exitCode: isBad ? EXIT.failed : EXIT.done };
  },
});
