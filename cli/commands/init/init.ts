// refresh-dashboard init: puts the migration, the function and their configuration into a Supabase project.
import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { applyPlan } from "../../files/apply-plan.ts";
import { readText } from "../../files/read-text.ts";
import { readManifest } from "../../manifest/manifest.ts";
import { openProject } from "../../project/find-project.ts";
import { listMigrations, readOwnMigrations } from "../../project/own-migrations.ts";
import { hearInterrupts } from "../../terminal/hear-interrupts.ts";
import { planInit } from "./plan-init.ts";

export const init = defineCommand({
  name: "init",
  summary: "put the migration, the function and their configuration into a Supabase project",
  description:
    "Puts the migration, the Edge Function and their configuration into a Supabase project. A second run changes nothing; what you have changed since is never overwritten without --force.",
  arguments: [],
  options: [{ flags: "--force", summary: "replace what was changed since, and keep it as *.orig" }],
  input: z.object({ force: z.boolean().default(false) }),
  run: async (deps, input) => {
    const rootDir = openProject(
      { cwd: deps.cwd, workdir: input.workdir },
      { dryRun: input.dryRun, progress: deps.progress },
    );
    const { files, done, migration, kept } = planInit({
      assets: deps.assets,
      manifest: readManifest(rootDir),
      own: readOwnMigrations(rootDir),
      migrationNames: listMigrations(rootDir),
      read: (file) => readText(rootDir, file),
      now: deps.now(),
      isForced: input.force,
    });
    await hearInterrupts(deps.signal);
    if (!input.dryRun) applyPlan(rootDir, files);
    const { version } = deps.assets;
    return {
      done: [
        ...(files.length === 0
          ? [`Refresh Dashboard ${version} is in ${rootDir} already: nothing was changed.`]
          : []),
        ...done,
      ],
      next: [
        "supabase db push                      # the migration, into the local database",
        "npx refresh-dashboard manage VIEW     # a materialized view of yours",
        "npx refresh-dashboard deploy          # the function, its secret, and a first run",
      ],
      files,
      commands: [],
      data: { version, project: rootDir, migration, kept },
    };
  },
});
