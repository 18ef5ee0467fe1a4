// refresh-dashboard apply [FILE]: makes the settings what a file says, after showing the difference.
import path from "node:path";
import { z } from "zod";
import type { Backend } from "../../connection/backend.ts";
import { defineVerb } from "../../connection/verb.ts";
import type { Deps } from "../../deps.ts";
import { readText } from "../../files/read-text.ts";
import { confirm } from "../../terminal/confirm.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";
import { describeDifference } from "../settings/show-change.ts";
import { type PlannedView, planApply } from "./plan-apply.ts";
import { readAll } from "./read-all.ts";
import { parseSettingsFile, SETTINGS_FILE } from "./settings-file.ts";

export const apply = defineVerb({
  name: "apply",
  summary: "make the settings of all views what a file says",
  description:
    "Reads a file that dump has written, and sets what differs: what the file does not name goes back to its default. " +
    "Views that the file does not name are left alone. All is looked at before anything is changed, and each view is " +
    "changed whole or not at all. A view that nobody manages yet is registered, over SQL alone.",
  examples: ["apply --dry-run", "apply refresh-dashboard.json --yes"],
  arguments: [{ name: "FILE", summary: `${SETTINGS_FILE} where none is given`, isOptional: true }],
  input: { file: z.string().min(1, "is empty").default(SETTINGS_FILE) },
  run: async (backend, given, deps) => {
    const file = parseSettingsFile(given.file, read(deps, given.file));
    const plan = await planApply(backend, file, await readAll(backend));
    const lines = plan.views.flatMap(describePlanned);
    const others = plan.leftAlone.map((view) => `${view} is not in ${given.file}, and is left alone`);
    const data = dataOf(plan);
    if (lines.length === 0) return { done: ["the settings are those of the file", ...others], data };
    if (given.dryRun) return { done: [...lines.map((line) => `would set ${line}`), ...others], data };
    await confirm(deps, given, `${lines.join("\n")}\nSet this?`);
    const done: string[] = [];
    for (const planned of plan.views) {
      await applyOne(backend, planned, deps, done);
      done.push(...describePlanned(planned));
    }
    return { done: [...done, ...others], data };
  },
});

function read({ cwd }: Deps, file: string): string {
  const text = readText(path.dirname(path.resolve(cwd, file)), path.basename(file));
  if (text !== null) return text;
  throw new CliError("settings_file_invalid", `there is no ${file}`, {
    hint: "npx refresh-dashboard dump",
    exitCode: EXIT.usage,
  });
}

/** What was done before a failure is told with it. */
async function applyOne(backend: Backend, planned: PlannedView, deps: Deps, done: string[]): Promise<void> {
  const { view, patch, isNew, etag, difference } = planned;
  try {
    deps.signal.throwIfAborted();
    if (isNew) await backend.manage?.(view, patch, false);
    else if (difference.length > 0)
      await backend.call(
        "reconfigure",
        { ...patch, view },
        {
          ifMatch: etag ?? undefined,
        },
      );
  } catch (error) {
    if (error instanceof CliError) error.partly.done = [...done];
    throw error;
  }
}

const describePlanned = ({ view, isNew, patch, difference }: PlannedView): string[] =>
  isNew
    ? [`${view}: to be managed`, ...describeDifference({}, patch).map((line) => `${view}: ${line}`)]
    : difference.map((line) => `${view}: ${line}`);

const dataOf = ({ views, leftAlone }: Awaited<ReturnType<typeof planApply>>): Json => ({
  views: views.map(({ view, isNew, patch, difference }) => ({
    view,
    new: isNew,
    settings: patch,
    difference,
  })),
  left_alone: leftAlone,
});
