// refresh-dashboard drift [VIEW]: how far a view is from its definition now.
import { z } from "zod";
import type { Drift } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { defineVerb, READS, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import { knownFacts } from "../../show/facts.ts";
import { timeWords } from "../../show/words.ts";
import { EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";
import { type Column, renderFacts, renderTable, renderText } from "../../terminal/table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** The comparison cuts itself after 25 s. */
const LIMIT_MS = 40_000;
const COUNTS = ["defined", "shown", "missing", "extra", "different"] as const;

export const drift = defineVerb({
  name: "drift",
  summary: "compare a view with its definition: who sees a wrong number",
  description:
    "Compares the rows of a view with what its query gives now, which costs about as much as a refresh.\n\n" +
    "The exit code is 0 when there is no difference, 1 when there is, 3 when the comparison took too long.",
  examples: ["drift public.mv_sales --by region"],
  arguments: [VIEW_ARGUMENT],
  options: [
    { flags: "--by <column>", summary: "a column of the view: the same for each of its values that differs" },
  ],
  input: { view, by: z.string().min(1, "is empty").optional() },
  ...READS,
  run: async (backend, given, { terminal }) => {
    const { data } = await backend.call("drift", { view: given.view, by: given.by }, { timeoutMs: LIMIT_MS });
    return { report: show(data, terminal), data: data as Json, exitCode: exitCodeOf(data) };
  },
});

const countOf = (from: Readonly<Record<string, unknown>>, name: string): number => Number(from[name] ?? 0);

function exitCodeOf(drift: Drift): number {
  if (!drift.complete) return EXIT.unknown;
  const differing = ["missing", "extra", "different"].reduce((sum, name) => sum + countOf(drift, name), 0);
  return differing > 0 ? EXIT.failed : EXIT.done;
}

function show(drift: Drift, terminal: Terminal): string[] {
  const of: Readonly<Record<string, unknown>> = drift;
  if (!drift.complete)
    return renderText(
      `${drift.view}: the comparison was cut. ${of.reason ?? ""}`.trim(),
      terminal,
      "",
      "warn",
    );
  const isSame = exitCodeOf(drift) === EXIT.done;
  const sentence = isSame
    ? `${drift.view} shows what its definition gives.`
    : `${drift.view} differs from its definition.`;
  const facts = knownFacts([
    ["compared", timeWords(typeof of.at === "string" ? of.at : null)],
    ...COUNTS.map((name): [string, string] => [name, String(countOf(of, name))]),
  ]);
  const lines = [
    ...renderText(sentence, terminal, "", isSame ? "good" : "bad"),
    ...renderFacts(facts, terminal),
  ];
  const groups = Array.isArray(of.groups) ? (of.groups as Record<string, unknown>[]) : [];
  if (groups.length === 0) return lines;
  const columns: Column[] = [
    { name: (drift.by ?? "").toUpperCase() },
    ...COUNTS.map((name) => ({ name: name.toUpperCase(), isNumber: true })),
  ];
  const rows = groups.map((group) => [
    group.value === null ? "null" : String(group.value),
    ...COUNTS.map((name) => String(countOf(group, name))),
  ]);
  const left = countOf(of, "groups_left_out");
  const more = left > 0 ? [`and ${left} more values`] : [];
  return [...lines, "", ...renderTable(columns, rows, terminal), ...more];
}
