// refresh-dashboard status [VIEW]: how fresh the views are, and whether that is as promised.
import { readOverview } from "../../connection/read-overview.ts";
import { defineVerb, READS, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import { exitCodeOfStatus, showStatus } from "../../show/status.ts";
import { exitCodeOfViews, showViews } from "../../show/views.ts";
import type { Json } from "../../terminal/outcome.ts";

export const status = defineVerb({
  name: "status",
  summary: "say how fresh the views are, the worst first",
  description:
    "Says of all managed views how fresh they are, the worst first; of one view also why, and its last runs.\n\n" +
    "The exit code is 0 when all is as promised, 1 when something is known not to be, 3 when it is not known how fresh a view is.",
  examples: ["status", "status public.mv_sales --json"],
  arguments: [{ ...VIEW_ARGUMENT, summary: "one view, in full; without it all, a line each" }],
  input: { view },
  ...READS,
  run: async (backend, given, { terminal }) => {
    if (given.view === undefined) {
      const data = await readOverview(backend);
      return { report: showViews(data, terminal), data: data as Json, exitCode: exitCodeOfViews(data) };
    }
    const { data } = await backend.call("status", { view: given.view, runs: 5 });
    return { report: showStatus(data, terminal), data: data as Json, exitCode: exitCodeOfStatus(data) };
  },
});
