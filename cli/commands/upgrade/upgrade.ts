// refresh-dashboard upgrade: from the version that is installed to the one of this package.
import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { applyPlan } from "../../files/apply-plan.ts";
import { readText } from "../../files/read-text.ts";
import { readManifest } from "../../manifest/manifest.ts";
import { openProject } from "../../project/find-project.ts";
import { listMigrations, type OwnMigration, readOwnMigrations } from "../../project/own-migrations.ts";
import { readOwnState } from "../../project/own-state.ts";
import { hearInterrupts } from "../../terminal/hear-interrupts.ts";
import type { Outcome } from "../../terminal/outcome.ts";
import { findInstalled } from "./find-installed.ts";
import { planUpgrade, requireNotNewer } from "./plan-upgrade.ts";
import { type DatabaseState, readDatabase } from "./read-database.ts";

/** The function works with a database one release behind, and the other way round, as long as this takes. */
const NEXT = [
  "supabase db push                                 # first: the database",
  "supabase functions deploy refresh-dashboard      # then: the function (--use-api without Docker)",
];

export const upgrade = defineCommand({
  name: "upgrade",
  summary: "write the migrations and the function of this version over an older one",
  description:
    "Writes the migrations from the version that is installed to this one, and replaces the function. What is installed is read from the manifest, the folder and the database, which have to agree.",
  arguments: [],
  options: [{ flags: "--force", summary: "replace what was changed since, and keep it as *.orig" }],
  input: z.object({ force: z.boolean().default(false) }),
  run: async (deps, input) => {
    const rootDir = openProject(
      { cwd: deps.cwd, workdir: input.workdir },
      { dryRun: input.dryRun, progress: deps.progress },
    );
    const { version } = deps.assets;
    const manifest = readManifest(rootDir);
    const folder = readOwnState(readOwnMigrations(rootDir));
    requireNotNewer(version, manifest?.version ?? folder.version);
    const database = await readDatabase(deps, rootDir);
    if (database.isKnown) requireNotNewer(version, database.version);
    const installed = findInstalled({ manifest: manifest?.version ?? null, folder, database });
    if (installed.version === version) return nothingToDo(rootDir, version, database, installed.unapplied);

    const { files, done, migrations } = planUpgrade({
      assets: deps.assets,
      installed: installed.version,
      manifest,
      folder,
      migrationNames: listMigrations(rootDir),
      read: (file) => readText(rootDir, file),
      now: deps.now(),
      isForced: input.force,
    });
    await hearInterrupts(deps.signal);
    if (!input.dryRun) applyPlan(rootDir, files);
    return {
      done: [
        `From ${installed.version} to ${version} in ${migrations.length === 1 ? "one step" : `${migrations.length} steps`}.`,
        ...done,
        ...describeUnknown(database),
      ],
      next: NEXT,
      files,
      commands: [],
      data: {
        from: installed.version,
        to: version,
        project: rootDir,
        migrations,
        database: dataOf(database),
      },
    };
  },
});

function nothingToDo(
  rootDir: string,
  version: string,
  database: DatabaseState,
  unapplied: OwnMigration[],
): Outcome {
  return {
    done: [
      `Refresh Dashboard ${version} is in ${rootDir} already: nothing was changed.`,
      ...describeUnknown(database),
    ],
    next: unapplied.length > 0 ? NEXT : [],
    files: [],
    commands: [],
    data: { from: version, to: version, project: rootDir, migrations: [], database: dataOf(database) },
  };
}

function describeUnknown(database: DatabaseState): string[] {
  if (database.isKnown) return [];
  return [
    `The database could not be asked, since ${database.reason}: what is installed was read from the manifest and the folder.`,
  ];
}

function dataOf(database: DatabaseState) {
  return database.isKnown
    ? { version: database.version, source: database.source }
    : { version: null, source: database.source, reason: database.reason };
}
