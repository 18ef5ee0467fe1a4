// refresh-dashboard dump [FILE]: writes the settings of all views into one file.
import path from "node:path";
import { z } from "zod";
import { defineVerb } from "../../connection/verb.ts";
import { replace } from "../../files/disk.ts";
import { readText } from "../../files/read-text.ts";
import { CliError } from "../../terminal/errors.ts";
import { readAll } from "./read-all.ts";
import { formatSettingsFile, SETTINGS_FILE } from "./settings-file.ts";

export const dump = defineVerb({
  name: "dump",
  summary: "write the settings of all views into one file, for git",
  description:
    "Writes the settings of all views that differ from their defaults, and their schedules, into one JSON file, which " +
    "apply reads. A pause is not in it.",
  examples: ["dump", "dump -"],
  arguments: [
    { name: "FILE", summary: `${SETTINGS_FILE} where none is given; - for the terminal`, isOptional: true },
  ],
  input: { file: z.string().min(1, "is empty").default(SETTINGS_FILE) },
  without: ["--yes"],
  run: async (backend, { file, dryRun }, { cwd }) => {
    const all = await readAll(backend);
    const document = { views: Object.fromEntries(all.map(({ view, kept }) => [view, kept])) };
    const text = formatSettingsFile(document);
    if (file === "-") return { report: text.trimEnd().split("\n"), data: document };
    const before = readText(cwd, file);
    if (before === text) return { done: [`${file} has these settings already`], data: document };
    if (!dryRun) write(path.resolve(cwd, file), text);
    return { files: [{ path: file, before, after: text }], data: document };
  },
});

function write(file: string, text: string): void {
  try {
    replace(file, text);
  } catch (cause) {
    throw new CliError("cannot_write", `${file} cannot be written`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
