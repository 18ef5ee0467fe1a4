// refresh-dashboard every INTERVAL [VIEW]: how often a view's job fires.
import { z } from "zod";
import { defineVerb, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import { changeSettings } from "./change-settings.ts";
import { scheduleOf } from "./schedule-of.ts";

export const every = defineVerb({
  name: "every",
  summary: "say how often a view is to be refreshed",
  description:
    "Sets the schedule of a view: an interval such as 10m, or a cron expression. With --dry-run the database says when " +
    "that fires, and whether the promise can be kept.",
  examples: ["every 10m public.mv_sales --dry-run", "every '0 6 * * 1-5' public.mv_sales"],
  arguments: [
    { name: "INTERVAL", summary: "such as 30s, 10m or 6h, or a cron expression in quotes" },
    VIEW_ARGUMENT,
  ],
  input: { interval: z.string().min(1, "is empty"), view },
  without: ["--yes"],
  run: (backend, given) =>
    changeSettings(backend, {
      view: given.view,
      settings: { schedule: scheduleOf(given.interval) },
      dryRun: given.dryRun,
    }),
});
