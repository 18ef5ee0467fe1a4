// The files of this package that are written into a project: the function, and the database's install and upgrades.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { CliError } from "../terminal/errors.ts";

export interface Asset {
  /** Below the function's folder, with slashes. */
  path: string;
  text: string;
}

export interface Release {
  version: string;
  /** Of its install or upgrade, once it is released. */
  sha256: string | null;
}

export interface Assets {
  version: string;
  /** Of supabase/functions/refresh-dashboard. */
  readFunction(): Asset[];
  /** Of the database part: the full install of this version. */
  readInstall(): string;
  /** From one release to the next. */
  readUpgrade(from: string, to: string): string;
  readUninstall(): string;
  /** Oldest first; the last is this version. */
  readReleases(): Release[];
}

const FUNCTION_DIR = "supabase/functions/refresh-dashboard";
const DATABASE_DIR = "dist/database";
/** What init notes in a project, which is no part of the function. */
const NOTED = ".installed.json";

const releasesSchema = z
  .array(z.object({ version: z.string(), sha256: z.string().nullable().default(null) }))
  .min(1);

export function openAssets(rootDir = findPackage()): Assets {
  const read = (file: string) => readPackaged(rootDir, file);
  return {
    version: z.object({ version: z.string() }).parse(JSON.parse(read("package.json"))).version,
    readFunction: () =>
      readdirSync(path.join(rootDir, FUNCTION_DIR), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== NOTED)
        .map((entry) =>
          path.relative(path.join(rootDir, FUNCTION_DIR), path.join(entry.parentPath, entry.name)),
        )
        .map((file) => file.replaceAll(path.sep, "/"))
        .sort()
        .map((file) => ({ path: file, text: read(`${FUNCTION_DIR}/${file}`) })),
    readInstall: () => read(`${DATABASE_DIR}/install.sql`),
    readUpgrade: (from, to) => read(`${DATABASE_DIR}/upgrades/${from}-${to}.sql`),
    readUninstall: () => read(`${DATABASE_DIR}/uninstall.sql`),
    readReleases: () => releasesSchema.parse(JSON.parse(read(`${DATABASE_DIR}/releases.json`))),
  };
}

/** The folder of the package that this file is in, built or not. */
function findPackage(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(dir, "package.json"))) {
    const parent = path.dirname(dir);
    if (parent === dir) throw new CliError("package_broken", "package.json of refresh-dashboard is missing");
    dir = parent;
  }
  return dir;
}

function readPackaged(rootDir: string, file: string): string {
  try {
    return readFileSync(path.join(rootDir, file), "utf8");
  } catch (cause) {
    throw new CliError("package_broken", `${file} of refresh-dashboard cannot be read`, {
      detail: String(cause),
      hint: "Install the package anew: npm install --save-dev refresh-dashboard",
      cause,
    });
  }
}
