// Decides what an upgrade writes into a project.
import { checksumOf } from "../../files/checksum.ts";
import type { FileChange } from "../../files/plan.ts";
import { FUNCTION_DIR, MANIFEST_FILE, type Manifest, renderManifest } from "../../manifest/manifest.ts";
import { checksumsOf, planFunction } from "../../manifest/plan-function.ts";
import type { Assets, Upgrade } from "../../package/assets.ts";
import { compareVersions } from "../../project/compare-versions.ts";
import { nextStamp } from "../../project/next-stamp.ts";
import { MIGRATIONS_DIR } from "../../project/own-migrations.ts";
import { noteMigrations, type OwnState } from "../../project/own-state.ts";
import { planProjectFiles } from "../../project/plan-project-files.ts";
import { CliError } from "../../terminal/errors.ts";

export interface UpgradeSituation {
  assets: Assets;
  /** What is installed; older than the package. */
  installed: string;
  manifest: Manifest | null;
  folder: OwnState;
  /** The names of all migrations. */
  migrationNames: string[];
  read(file: string): string | null;
  now: Date;
  isForced: boolean;
}

export interface UpgradePlan {
  files: FileChange[];
  done: string[];
  /** One a step, oldest first. */
  migrations: string[];
}

export function planUpgrade(situation: UpgradeSituation): UpgradePlan {
  const { assets, manifest, folder, read, isForced } = situation;
  const steps = findSteps(assets, situation.installed);
  const migrations = planMigrations(steps, situation.migrationNames, situation.now);
  const functionAssets = assets.readFunction();
  const edge = planFunction({ assets: functionAssets, noted: manifest?.files ?? {}, read, isForced });
  if (edge.kept.length > 0) {
    throw new CliError("changed_by_user", `files in ${FUNCTION_DIR} were changed since they were installed`, {
      detail: `${edge.kept.join("\n")}\nNothing was written.`,
      hint: "Give --force, which keeps each as *.orig, and bring your changes into the new ones.",
    });
  }
  const project = planProjectFiles({
    read,
    envExample: assets.readEnvExample(),
    isInstalled: true,
    isForced,
  });
  const earlier =
    folder.migrations.length > 0 ? noteMigrations(folder.migrations) : (manifest?.migrations ?? []);
  const next = renderManifest({
    version: assets.version,
    files: checksumsOf(functionAssets),
    migrations: [
      ...earlier,
      ...migrations.map(({ path, from, to, text }) => ({ path, from, to, sha256: checksumOf(text) })),
    ],
    insertions: [...(manifest?.insertions ?? []), ...project.insertions],
  });
  return {
    files: [
      ...migrations.map(({ path, text }) => ({ path, before: null, after: text })),
      ...edge.changes,
      ...project.changes,
      { path: MANIFEST_FILE, before: read(MANIFEST_FILE), after: next },
    ],
    done: [...project.done, ...edge.originals.map((file) => `What you had changed is kept as ${file}.`)],
    migrations: migrations.map(({ path }) => path),
  };
}

function findSteps(assets: Assets, installed: string): Upgrade[] {
  const upgrades = assets.readUpgrades();
  const steps: Upgrade[] = [];
  let version = installed;
  for (const upgrade of upgrades) {
    if (upgrade.from !== version) continue;
    steps.push(upgrade);
    version = upgrade.to;
  }
  if (version !== assets.version) {
    const known = upgrades.map(({ from }) => from).join(", ");
    throw new CliError("no_upgrade_path", `there is no way from ${installed} to ${assets.version}`, {
      detail: known === "" ? `${assets.version} is the first release.` : `Upgrades start from ${known}.`,
      hint: "See docs/upgrading.md.",
    });
  }
  return steps;
}

function planMigrations(steps: Upgrade[], names: string[], now: Date) {
  const all = [...names];
  return steps.map((step) => {
    const name = `${nextStamp(all, now)}_refresh_dashboard_${step.to}.sql`;
    all.push(name);
    return { ...step, path: `${MIGRATIONS_DIR}/${name}` };
  });
}

/** Throws where the project or its database is ahead of the package. */
export function requireNotNewer(version: string, found: string | null): void {
  if (found === null || compareVersions(found, version) <= 0) return;
  throw new CliError("newer_installed", `Refresh Dashboard ${found} is installed, and this is ${version}`, {
    hint: `Use the newer one: npm install --save-dev refresh-dashboard@${found}`,
  });
}
