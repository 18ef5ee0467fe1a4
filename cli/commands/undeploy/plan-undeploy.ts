// Decides what undeploy writes into a project and takes out of it.
import type { FileChange } from "../../files/plan.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { planRemoval } from "../../manifest/plan-removal.ts";
import type { Assets } from "../../package/assets.ts";
import { nextStamp } from "../../project/next-stamp.ts";
import { MIGRATIONS_DIR, type OwnMigration } from "../../project/own-migrations.ts";
import { CliError } from "../../terminal/errors.ts";
import { ENV_FILE, withoutTriggerSecret } from "../deploy/trigger-secret.ts";

/** What becomes of the views' cron jobs: taken out, kept as plain refreshes, or put back as they were before. */
export type Jobs = "remove" | "keep" | "restore";

export interface UndeploySituation {
  assets: Pick<Assets, "readUninstall">;
  manifest: Manifest | null;
  own: OwnMigration[];
  migrationNames: string[];
  /** Below the project; null where there is no such file. */
  read(file: string): string | null;
  now: Date;
  jobs: Jobs;
}

export interface UndeployPlan {
  files: FileChange[];
  /** Sentences: what stays, and why. */
  left: string[];
}

/** Empty where an earlier undeploy has done it all. */
export function planUndeploy({ manifest, own, read, ...situation }: UndeploySituation): UndeployPlan {
  if (manifest === null && own.length === 0) {
    throw new CliError("not_installed", "Refresh Dashboard is not in this project", {
      hint: "There is nothing to take out of the folder. Where it is in a database all the same, apply dist/database/uninstall.sql of this package.",
    });
  }
  const removal = manifest === null ? { changes: [], left: [] } : planRemoval(manifest, read);
  const secret = withoutTriggerSecret(read(ENV_FILE));
  return {
    files: [...planMigration(own, situation), ...removal.changes, ...(secret === null ? [] : [secret])],
    left: removal.left,
  };
}

function planMigration(
  own: OwnMigration[],
  {
    assets,
    migrationNames,
    now,
    jobs,
  }: Pick<UndeploySituation, "assets" | "migrationNames" | "now" | "jobs">,
): FileChange[] {
  const last = own.at(-1);
  if (last === undefined || last.to === null) return [];
  const path = `${MIGRATIONS_DIR}/${nextStamp(migrationNames, now)}_refresh_dashboard_uninstall.sql`;
  return [{ path, before: null, after: withJobs(assets.readUninstall(), jobs) }];
}

/** The uninstall has one line that says what becomes of the jobs. */
export function withJobs(uninstall: string, jobs: Jobs): string {
  const line = /^( *v_jobs constant text := )'remove';$/m;
  if (!line.test(uninstall)) {
    throw new CliError("package_broken", "uninstall.sql of refresh-dashboard has no line for the jobs", {
      hint: "Install the package anew: npm install --save-dev refresh-dashboard",
    });
  }
  return uninstall.replace(line, `$1'${jobs}';`);
}
