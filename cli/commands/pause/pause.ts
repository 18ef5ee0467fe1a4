// refresh-dashboard pause [VIEW]: no scheduled refresh until somebody resumes the view, or until a time.
import { z } from "zod";
import { readTime } from "../../connection/times.ts";
import { defineVerb, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import { changeActive } from "./change-active.ts";

export const pause = defineVerb({
  name: "pause",
  summary: "pause the scheduled refreshes of a view, or of all",
  description:
    "Pauses the scheduled refreshes of a view, or with --all of every managed view, which is asked for first.\n\n" +
    "A refresh that is under way goes on, and one by hand needs --force.",
  examples: ["pause public.mv_sales --reason 'nightly import' --until 2h", "pause --all --yes"],
  arguments: [VIEW_ARGUMENT],
  options: [
    { flags: "--all", summary: "every managed view" },
    { flags: "--reason <text>", summary: "why, for people" },
    { flags: "--until <time>", summary: "resumes by itself then: a time with its zone, or so long from now" },
  ],
  input: {
    view,
    all: z.boolean().default(false),
    reason: z.string().min(1, "is empty").optional(),
    until: z.string().min(1, "is empty").optional(),
  },
  run: async (backend, given, deps) => {
    const { until, reason } = given;
    const paused_until = until === undefined ? undefined : await readTime(backend, "--until", until, 1);
    const settings = {
      active: false,
      ...(reason === undefined ? {} : { pause_reason: reason }),
      ...(paused_until === undefined ? {} : { paused_until }),
    };
    const word = paused_until === undefined ? "paused" : `paused until ${paused_until}`;
    return changeActive(backend, { ...given, settings, word }, deps);
  },
});
