// refresh-dashboard settings [VIEW]: what is set, what the default is, and what each means.
import { z } from "zod";
import { defineVerb, READS, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import type { Json } from "../../terminal/outcome.ts";
import { type Cell, type Column, renderTable } from "../../terminal/table.ts";
import { valueWords } from "./show-change.ts";

const COLUMNS: Column[] = [
  { name: "SETTING" },
  { name: "VALUE" },
  { name: "DEFAULT" },
  { name: "MEANS", dropFirst: 1 },
];

export const settings = defineVerb({
  name: "settings",
  summary: "list the settings of a view",
  description:
    "Lists the settings of a view, each with its default; --verbose says what each means and takes.",
  examples: ["settings public.mv_sales"],
  arguments: [VIEW_ARGUMENT],
  options: [{ flags: "--verbose", summary: "also what each means, and what it takes" }],
  input: { view, verbose: z.boolean().default(false) },
  ...READS,
  run: async (backend, given, { terminal }) => {
    const { data: definitions } = await backend.call("settingDefinitions", {});
    const { data: found } = await backend.call("settings", { view: given.view });
    const values: Record<string, unknown> = found.settings;
    const rows = definitions.settings.map((setting): Cell[] => {
      const value = values[setting.name];
      const isOwn = setting.default !== null && valueWords(value) !== valueWords(setting.default);
      return [
        setting.name,
        { text: valueWords(value), tone: isOwn ? "head" : undefined },
        valueWords(setting.default),
        ...(given.verbose ? [[setting.description, setting.limits ?? ""].join(" ").trim()] : []),
      ];
    });
    const columns = given.verbose ? COLUMNS : COLUMNS.slice(0, -1);
    return {
      report: renderTable(columns, rows, terminal),
      data: { ...found, definitions: definitions.settings } as Json,
    };
  },
});
