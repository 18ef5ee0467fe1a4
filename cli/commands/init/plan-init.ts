// Decides what init writes into a project.
import { checksumOf } from "../../files/checksum.ts";
import { originalPathOf } from "../../files/keep-original.ts";
import { withLf } from "../../files/line-ends.ts";
import type { FileChange } from "../../files/plan.ts";
import { FUNCTION_DIR, MANIFEST_FILE, type Manifest, renderManifest } from "../../manifest/manifest.ts";
import { checksumsOf, type FunctionPlan, planFunction } from "../../manifest/plan-function.ts";
import type { Assets } from "../../package/assets.ts";
import { compareVersions } from "../../project/compare-versions.ts";
import { nextStamp } from "../../project/next-stamp.ts";
import { MIGRATIONS_DIR, type OwnMigration } from "../../project/own-migrations.ts";
import { noteMigrations, type OwnState, readOwnState } from "../../project/own-state.ts";
import { planProjectFiles } from "../../project/plan-project-files.ts";
import { CliError } from "../../terminal/errors.ts";

export interface InitSituation {
  assets: Assets;
  manifest: Manifest | null;
  /** The project's migrations of ours. */
  own: OwnMigration[];
  /** The names of all its migrations. */
  migrationNames: string[];
  /** Below the project; null where there is no such file. */
  read(file: string): string | null;
  now: Date;
  isForced: boolean;
}

export interface InitPlan {
  files: FileChange[];
  /** Sentences. */
  done: string[];
  /** The migration that installs the database part; null where none is there, and the user wants it so. */
  migration: string | null;
  /** What the user has changed, and keeps. */
  kept: string[];
}

interface MigrationPlan {
  changes: FileChange[];
  done: string[];
  kept: string[];
  noted: Manifest["migrations"];
}

export function planInit(situation: InitSituation): InitPlan {
  const { assets, manifest, read, isForced } = situation;
  const state = readOwnState(situation.own);
  requireSameVersion(assets.version, manifest?.version ?? state.version);
  requireSameVersion(assets.version, state.version);

  const migration = planMigration(situation, state);
  const functionAssets = assets.readFunction();
  const noted = manifest?.files ?? {};
  const edge = planFunction({ assets: functionAssets, noted, read, isForced });
  if (manifest === null) requireNoneKept(edge);
  const project = planProjectFiles({
    read,
    envExample: assets.readEnvExample(),
    isInstalled: manifest !== null,
    isForced,
  });
  const next = renderManifest({
    version: assets.version,
    files: checksumsOf(functionAssets),
    migrations: migration.noted,
    insertions: [...(manifest?.insertions ?? []), ...project.insertions],
  });
  const before = read(MANIFEST_FILE);
  const isNoted = before !== null && withLf(before) === next;
  const kept = [...migration.kept, ...edge.kept];
  return {
    files: [
      ...migration.changes,
      ...edge.changes,
      ...project.changes,
      ...(isNoted ? [] : [{ path: MANIFEST_FILE, before, after: next }]),
    ],
    done: [
      ...migration.done,
      ...project.done,
      ...edge.originals.map((file) => `What you had changed is kept as ${file}.`),
      ...edge.kept.map(
        (file) => `${file} was changed since it was installed: it stays as it is. --force replaces it.`,
      ),
    ],
    migration: migration.noted[0]?.path ?? null,
    kept,
  };
}

function planMigration(
  { assets, manifest, migrationNames, now, read, isForced }: InitSituation,
  state: OwnState,
) {
  const text = assets.readInstall();
  const plan: MigrationPlan = { changes: [], done: [], kept: [], noted: noteMigrations(state.migrations) };
  const [first] = state.migrations;
  if (first === undefined) return planMissingMigration();
  const isInstall = state.migrations.length === 1 && first.from === null;
  if (!isInstall || withLf(first.text) === withLf(text)) return plan;
  if (!isForced) {
    plan.kept.push(first.path);
    plan.done.push(
      `${first.path} is not what ${assets.version} installs: it stays as it is. --force replaces it; a database that has it already does not run it again.`,
    );
    return plan;
  }
  const original = originalPathOf(first.path, (file) => read(file) !== null);
  plan.changes.push(
    { path: original, before: null, after: first.text },
    { path: first.path, before: first.text, after: text },
  );
  plan.done.push(`${first.path} as it was is kept as ${original}.`);
  plan.noted = [{ path: first.path, from: null, to: assets.version, sha256: checksumOf(text) }];
  return plan;

  function planMissingMigration(): MigrationPlan {
    const wasThere = manifest?.migrations.at(-1)?.path;
    if (wasThere !== undefined && !isForced) {
      const done = `${wasThere} is not there any more: that was left so. --force writes the migration again.`;
      return { ...plan, done: [done], kept: [wasThere], noted: manifest?.migrations ?? [] };
    }
    const path = `${MIGRATIONS_DIR}/${nextStamp(migrationNames, now)}_refresh_dashboard_${assets.version}.sql`;
    return {
      ...plan,
      changes: [{ path, before: null, after: text }],
      noted: [{ path, from: null, to: assets.version, sha256: checksumOf(text) }],
    };
  }
}

function requireSameVersion(version: string, found: string | null): void {
  if (found === null || found === version) return;
  if (compareVersions(found, version) > 0) {
    throw new CliError(
      "newer_installed",
      `this project has Refresh Dashboard ${found}, and this is ${version}`,
      {
        hint: `Use the newer one: npm install --save-dev refresh-dashboard@${found}`,
      },
    );
  }
  throw new CliError("upgrade_first", `this project has Refresh Dashboard ${found}, and this is ${version}`, {
    hint: "npx refresh-dashboard upgrade",
  });
}

/** Nobody has noted what these files are, so they may be anybody's. */
function requireNoneKept({ kept }: FunctionPlan): void {
  if (kept.length === 0) return;
  throw new CliError(
    "changed_by_user",
    `${FUNCTION_DIR} is there already, with other files than this version's`,
    {
      detail: `${kept.join("\n")}\nNothing was written.`,
      hint: "Move them away, or give --force, which keeps each as *.orig.",
    },
  );
}
