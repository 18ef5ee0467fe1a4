// Decides what undeploy writes into a project and takes out of it.
import type { FileChange } from "../../files/plan.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { planRemoval } from "../../manifest/plan-removal.ts";
import type { Assets } from "../../package/assets.ts";
import { nextStamp } from "../../project/next-stamp.ts";
import { MIGRATIONS_DIR, type OwnMigration } from "../../project/own-migrations.ts";
import { CliError } from "../../terminal/errors.ts";
import { ENV_FILE, planSecretRemoval } from "../deploy/trigger-secret.ts";

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
  /** Of an undeploy that was cut short, its choice stands. */
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
  const secret = planSecretRemoval(read(ENV_FILE));
  const isEnvGone = secret.change?.after === null;
  // Whether git has to ignore supabase/.env is asked of what will be there.
  const readLater = (file: string) => (isEnvGone && file === ENV_FILE ? null : read(file));
  const removal = manifest === null ? { changes: [], left: [] } : planRemoval(manifest, readLater);
  return {
    files: [...planMigration(own, situation), ...removal.changes, ...present(secret.change)],
    left: [...removal.left, ...present(secret.left)],
  };
}

const present = <Value>(value: Value | null): Value[] => (value === null ? [] : [value]);

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
  if (last === undefined) return [];
  if (last.to === null) {
    requireSameJobs(last, jobs);
    return [];
  }
  const path = `${MIGRATIONS_DIR}/${nextStamp(migrationNames, now)}_refresh_dashboard_uninstall.sql`;
  return [{ path, before: null, after: withJobs(assets.readUninstall(), jobs) }];
}

/** An earlier undeploy has written it, and perhaps pushed it. "remove" is what nothing was said about. */
function requireSameJobs({ path, text }: OwnMigration, jobs: Jobs): void {
  const written = JOBS_LINE.exec(text)?.[2];
  if (jobs === "remove" || written === jobs) return;
  throw new CliError("contradiction", `${path} says something else of the jobs: ${written}`, {
    detail: "An earlier undeploy wrote it.",
    hint: "If it is not pushed yet, delete it and run the same command again; if it is, make the jobs by hand.",
  });
}

/** In the uninstall: what becomes of the jobs. */
const JOBS_LINE = /^( *v_jobs constant text := )'(\w+)';/m;

export function withJobs(uninstall: string, jobs: Jobs): string {
  if (JOBS_LINE.exec(uninstall)?.[2] !== "remove") {
    throw new CliError("package_broken", "uninstall.sql of refresh-dashboard has no line for the jobs", {
      hint: "Install the package anew: npm install --save-dev refresh-dashboard",
    });
  }
  return uninstall.replace(JOBS_LINE, `$1'${jobs}';`);
}
