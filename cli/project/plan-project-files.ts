// What the user's own files need for the function: config.toml, .env.example, .gitignore.

import { originalPathOf } from "../files/keep-original.ts";
import { withLf } from "../files/line-ends.ts";
import { type FileChange, onlyChanges } from "../files/plan.ts";
import type { Insertion } from "../manifest/manifest.ts";
import { CliError } from "../terminal/errors.ts";
import { addToConfig, type Conflict, headerOf } from "./config/add-to-config.ts";
import { replaceInConfig } from "./config/replace-in-config.ts";
import { WANTED_CONFIG } from "./config/wanted.ts";
import { CONFIG_FILE } from "./find-project.ts";
import { planLines, type WantedLines } from "./plan-lines.ts";

export const ENV_EXAMPLE_FILE = "supabase/.env.example";
export const GITIGNORE_FILE = "supabase/.gitignore";

export interface ProjectFilesPlan {
  changes: FileChange[];
  insertions: Insertion[];
  /** Sentences. */
  done: string[];
}

export interface ProjectSituation {
  read(file: string): string | null;
  /** Of the package: what supabase/.env has to hold. */
  envExample: string;
  /** Whether what was added to config.toml before may have been changed by the user since, who wants it so. */
  isInstalled: boolean;
  isForced: boolean;
}

/** Throws a CliError where config.toml says what cannot be, and neither --force nor an earlier install explains it. */
export function planProjectFiles(situation: ProjectSituation): ProjectFilesPlan {
  const config = planConfig(situation);
  const plan: ProjectFilesPlan = { ...config };
  const wanted: WantedLines[] = [
    {
      path: ENV_EXAMPLE_FILE,
      text: situation.envExample,
      isThere: (line) => /^\W*REFRESH_DASHBOARD_\w+=/.test(line),
    },
    {
      path: GITIGNORE_FILE,
      text: "# Holds secrets.\n.env\n",
      isThere: (line) => /^\/?(\.env\*?|\*|\.\*)$/.test(line.trim()),
    },
  ];
  for (const lines of wanted) {
    const planned = planLines(situation.read(lines.path), lines);
    if (planned === null) continue;
    plan.changes.push(planned.change);
    plan.insertions.push(planned.insertion);
  }
  return plan;
}

function planConfig({ read, isInstalled, isForced }: ProjectSituation): ProjectFilesPlan {
  const before = read(CONFIG_FILE) ?? "";
  const { text, insertions, tables, conflicts } = addToConfig(before, WANTED_CONFIG);
  const isReplaced = conflicts.length > 0 && isForced;
  if (conflicts.length > 0 && !isForced && !isInstalled) throw conflictError(conflicts);
  const after = isReplaced ? conflicts.reduce(replaceInConfig, text) : text;
  const plan: ProjectFilesPlan = {
    changes: onlyChanges([{ path: CONFIG_FILE, before, after }]),
    insertions: insertions.map((insertion) => ({ path: CONFIG_FILE, text: withLf(insertion) })),
    done: tables.length === 0 ? [] : [`Into ${CONFIG_FILE}, for the function: ${tables.join(", ")}.`],
  };
  if (isReplaced) {
    const original = originalPathOf(CONFIG_FILE, (file) => read(file) !== null);
    plan.changes.unshift({ path: original, before: null, after: before });
    plan.done.push(`${CONFIG_FILE} as it was is kept as ${original}.`);
  } else {
    plan.done.push(...conflicts.map((each) => `${describe(each)} It was left so; --force changes it.`));
  }
  return plan;
}

function conflictError(conflicts: Conflict[]): CliError {
  return new CliError("config_conflict", `${CONFIG_FILE} has another function refresh-dashboard in mind`, {
    detail: conflicts.map(describe).join("\n"),
    hint: "Change it by hand, or give --force, which keeps the file as config.toml.orig. Nothing was written.",
  });
}

function describe({ table, key, found, wanted }: Conflict): string {
  return `${headerOf(table)} has ${key} = ${JSON.stringify(found)}; the function needs ${JSON.stringify(wanted)}.`;
}
