// Whether a project has everything that a deploy sends, in the version of this package.

import { readText } from "../../files/read-text.ts";
import { FUNCTION_DIR, readManifest } from "../../manifest/manifest.ts";
import type { Assets } from "../../package/assets.ts";
import { addToConfig, headerOf } from "../../project/config/add-to-config.ts";
import { WANTED_CONFIG } from "../../project/config/wanted.ts";
import { CONFIG_FILE } from "../../project/find-project.ts";
import { readOwnMigrations } from "../../project/own-migrations.ts";
import { readOwnState } from "../../project/own-state.ts";
import { CliError } from "../../terminal/errors.ts";

/** Nothing is reached or written. */
export function checkProject(rootDir: string, assets: Assets): void {
  const init = "Run: refresh-dashboard init";
  const config = addToConfig(readText(rootDir, CONFIG_FILE) ?? "", WANTED_CONFIG);
  const manifest = readManifest(rootDir);
  if (manifest === null) {
    throw new CliError("not_installed", "Refresh Dashboard is not in this project", { hint: init });
  }
  const { version } = readOwnState(readOwnMigrations(rootDir));
  const old = [manifest.version, version].find((each) => each !== null && each !== assets.version);
  if (old !== undefined) {
    throw new CliError(
      "upgrade_first",
      `the project has version ${old}, and this package is ${assets.version}`,
      {
        hint: "Run: refresh-dashboard upgrade",
      },
    );
  }
  const [conflict] = config.conflicts;
  if (conflict !== undefined) {
    const { table, key, found, wanted } = conflict;
    throw new CliError(
      "config_conflict",
      `${headerOf(table)} of ${CONFIG_FILE} has ${key} = ${JSON.stringify(found)}`,
      {
        detail: `The function needs ${JSON.stringify(wanted)}.`,
        hint: "Change it, and run the command again.",
      },
    );
  }
  const missing = [
    ...config.tables.map((table) => `${table} of ${CONFIG_FILE}`),
    ...(version === null ? ["the migration in supabase/migrations"] : []),
    ...Object.keys(manifest.files)
      .map((name) => `${FUNCTION_DIR}/${name}`)
      .filter((file) => readText(rootDir, file) === null),
  ];
  if (missing.length > 0) {
    throw new CliError("installation_incomplete", "parts of Refresh Dashboard are missing in this project", {
      detail: missing.join("\n"),
      hint: `${init}: it puts back what is missing.`,
    });
  }
}
