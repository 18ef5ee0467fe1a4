// refresh-dashboard doctor: looks at everything that refreshes depend on, and says what mends what is not well.
import { z } from "zod";
import type { Doctor } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { span } from "../../connection/times.ts";
import { defineVerb } from "../../connection/verb.ts";
import { showCheck, showDoctor } from "../../show/doctor.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";
import { runLoop } from "./loop.ts";

/** With --deep each view is refreshed once, and that is taken back. Longer than the function waits for the database. */
const DEEP_LIMIT_MS = 90_000;
const LEVELS = ["error", "warning"] as const;

const text = z.string().min(1, "is empty").optional();

export const doctor = defineVerb({
  name: "doctor",
  summary: "find what is wrong, and what mends it",
  description:
    "Looks at everything that refreshes depend on, and reads only. What is not well comes with the statement or the " +
    "command that mends it.\n\n" +
    "The exit code is 1 when a check is an error, with --fail-on warning also when one is a warning. What is silenced does " +
    "not count.",
  examples: [
    "doctor",
    "doctor --fail-on warning --json",
    "doctor --silence no_edge_function --reason 'as we want it'",
  ],
  arguments: [],
  options: [
    { flags: "--only <id>", summary: "one check, also where it is well" },
    {
      flags: "--deep",
      summary: "also refresh each view under the rules of PostgreSQL 17, and take that back",
    },
    {
      flags: "--loop",
      summary: "send a ping through pg_cron, pg_net, the function and the database: up to two minutes",
    },
    { flags: "--timeout <span>", summary: "how long to wait for the ping; 150s by default" },
    { flags: "--fail-on <level>", summary: "error, which is the default, or warning" },
    { flags: "--silence <id>", summary: "a check that is not to count from now on; it stays to be seen" },
    { flags: "--hear <id>", summary: "one that was silenced, and is to count again" },
    { flags: "--view <view>", summary: "with --silence and --hear: only of this view" },
    { flags: "--reason <text>", summary: "with --silence: why, for people" },
  ],
  input: {
    only: text,
    deep: z.boolean().default(false),
    loop: z.boolean().default(false),
    timeout: span.prefault("150s"),
    failOn: z.enum(LEVELS, "is neither error nor warning").default("error"),
    silence: text,
    hear: text,
    view: text,
    reason: text,
  },
  without: ["--dry-run", "--yes"],
  run: async (backend, given, deps) => {
    const chosen = [given.loop, given.silence, given.hear].filter(
      (each) => each !== undefined && each !== false,
    );
    if (chosen.length > 1)
      throw new CliError("usage", "--loop, --silence and --hear are for one call each", {
        exitCode: EXIT.usage,
      });
    if (given.loop) return runLoop(backend, given.timeout * 1000, deps);
    const id = given.silence ?? given.hear;
    if (id !== undefined) {
      const silenced = given.silence !== undefined;
      const { view, reason } = given;
      const { data } = await backend.call("silenceCheck", { id, view, silenced, reason });
      return { done: [`${id} ${silenced ? "is silenced" : "is heard again"}`], data: data as Json };
    }
    const { only, deep } = given;
    const limit = deep ? { timeoutMs: DEEP_LIMIT_MS } : {};
    const { data } = await backend.call("doctor", { only, deep: deep || undefined }, limit);
    const report =
      only === undefined
        ? showDoctor(data, deps.terminal)
        : data.checks.flatMap((check) => showCheck(check, deps.terminal)).slice(0, -1);
    return { report, data: data as Json, exitCode: exitCodeOf(data, given.failOn) };
  },
});

/** Counted from the checks and not from the summary: what is silenced does not count. */
export function exitCodeOf({ checks }: Doctor, failOn: (typeof LEVELS)[number]): number {
  const counts = failOn === "warning" ? ["error", "warning"] : ["error"];
  const isBad = checks.some(({ status, silenced }) => !silenced && counts.includes(status));
  return isBad ? EXIT.failed : EXIT.done;
}
