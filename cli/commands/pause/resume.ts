// refresh-dashboard resume [VIEW]: the schedule goes on, and a suspension ends.
import { z } from "zod";
import { defineVerb, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import { changeActive } from "./change-active.ts";

export const resume = defineVerb({
  name: "resume",
  summary: "resume the scheduled refreshes of a view, or of all",
  description: "Ends a pause, and a suspension after failures in a row.",
  examples: ["resume public.mv_sales", "resume --all --yes"],
  arguments: [VIEW_ARGUMENT],
  options: [{ flags: "--all", summary: "every managed view" }],
  input: { view, all: z.boolean().default(false) },
  run: (backend, given, deps) =>
    changeActive(backend, { ...given, settings: { active: true }, word: "resumed" }, deps),
});
