// refresh-dashboard alerts [test]: what was sent to the webhook, or a test of it.
import { z } from "zod";
import { defineVerb, limit, READS } from "../../connection/verb.ts";
import { timeWords } from "../../show/words.ts";
import { EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";
import { type Cell, type Column, renderTable } from "../../terminal/table.ts";

/** The function waits ten seconds for the webhook. */
const TEST_LIMIT_MS = 30_000;

const COLUMNS: Column[] = [
  { name: "CREATED" },
  { name: "KIND" },
  { name: "STATUS" },
  { name: "VIEW" },
  { name: "VIA", dropFirst: 3 },
  { name: "TRIES", isNumber: true, dropFirst: 2 },
  { name: "ERROR", dropFirst: 1 },
];

export const alerts = defineVerb({
  name: "alerts",
  summary: "list the alerts that were sent, or send a test",
  description:
    "Lists the alerts, newest first; with test sends one to the webhook, and says whether it arrived.\n\n" +
    "The exit code of a test is 1 when the webhook refused it, 4 when it has not answered yet.",
  examples: ["alerts test", "alerts --view public.mv_sales"],
  arguments: [
    {
      name: "ACTION",
      summary: "test sends a test alert; without it they are listed",
      isOptional: true,
      choices: ["test"],
    },
  ],
  options: [
    { flags: "--view <view>", summary: "those about one view" },
    { flags: "--limit <number>", summary: "how many, from 1 to 200; 20 by default" },
  ],
  input: {
    action: z.literal("test", "is not test").optional(),
    view: z.string().min(1, "is empty").optional(),
    limit,
  },
  ...READS,
  run: async (backend, given, { terminal }) => {
    if (given.action === "test") {
      const { status, data } = await backend.call("testAlert", {}, { timeoutMs: TEST_LIMIT_MS });
      const words = status === 200 ? "has taken the test" : "has not answered the test yet";
      return {
        done: [`the webhook ${words}`],
        data: data as Json,
        exitCode: status === 200 ? EXIT.done : EXIT.waiting,
      };
    }
    const { data } = await backend.call("alerts", { view: given.view, limit: Number(given.limit) });
    const rows = data.alerts.map((alert): Cell[] => [
      timeWords(alert.created_at),
      alert.kind,
      { text: alert.status, tone: alert.status === "failed" ? "bad" : undefined },
      alert.view ?? "",
      alert.via ?? "",
      String(alert.attempts),
      alert.error ?? "",
    ]);
    return {
      report: rows.length === 0 ? ["No alert was sent."] : renderTable(COLUMNS, rows, terminal),
      data: data as Json,
    };
  },
});
