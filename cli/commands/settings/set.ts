// refresh-dashboard set [VIEW] KEY=VALUE…: changes settings, all that are named or none.
import { z } from "zod";
import { defineVerb } from "../../connection/verb.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import { jsonOf } from "../../view/settings.ts";
import { changeSettings } from "./change-settings.ts";

export const set = defineVerb({
  name: "set",
  summary: "change settings of a view",
  description:
    "Changes the settings that are named, all of them or none; the value default sets the default again. The names are " +
    "those that refresh-dashboard settings lists.",
  examples: [
    "set public.mv_sales max_staleness='30 minutes' failure_limit=default",
    "set time_zone=America/Bogota --dry-run",
  ],
  arguments: [
    {
      name: "KEY=VALUE",
      summary: "settings; before them the view, which may be left out where one is managed",
      isRepeatable: true,
    },
  ],
  input: { "key=value": z.array(z.string()).min(1, "is missing") },
  without: ["--yes"],
  run: async (backend, given) => {
    const { view, words } = readWords(given["key=value"]);
    const { data } = await backend.call("settingDefinitions", {});
    const types = new Map(data.settings.map(({ name, type }) => [name, type]));
    const settings = Object.fromEntries(
      words.map(([name, word]) => [name, jsonOf(word.trim(), types.get(name))]),
    );
    return changeSettings(backend, { view, settings, dryRun: given.dryRun });
  },
});

/** The first word is the view where it is no assignment. */
export function readWords(given: string[]): {
  view: string | undefined;
  words: [name: string, word: string][];
} {
  const [first = ""] = given;
  const hasView = !first.includes("=");
  const words = given.slice(hasView ? 1 : 0).map((word): [string, string] => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    if (name === "") throw misuse(`${JSON.stringify(word)} is no KEY=VALUE`);
    return [name, value];
  });
  if (words.length === 0) throw misuse("no setting is named");
  const twice = words.find(([name], index) => words.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) throw misuse(`the setting ${twice[0]} is given twice`);
  return { view: hasView ? first : undefined, words };
}

const misuse = (message: string): CliError =>
  new CliError("usage", message, { hint: "npx refresh-dashboard set --help", exitCode: EXIT.usage });
