// The files of this package that are written into a project: the function, and the database's install and upgrades.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { z } from "zod";
import { sha256Of } from "../files/sha256.ts";
import { CliError } from "../terminal/errors.ts";

export interface Asset {
  /** Below the function's folder, with slashes. */
  path: string;
  text: string;
}

/** From one release to the next. */
export interface Upgrade {
  from: string;
  to: string;
  text: string;
}

export interface Assets {
  version: string;
  /** Of supabase/functions/refresh-dashboard. */
  readFunction(): Asset[];
  /** Of the database part: the full install of this version. */
  readInstall(): string;
  /** Oldest first; the last leads to this version. */
  readUpgrades(): Upgrade[];
  readUninstall(): string;
  /** What supabase/.env has to hold. */
  readEnvExample(): string;
}

const FUNCTION_DIR = "supabase/functions/refresh-dashboard";
/** As it is built; the package has it as one compressed file. */
const DATABASE_DIR = "dist/database";
const INDEX = "releases.json";
const DATABASE_ARCHIVE = "dist/database.json.br";
/** What init notes in a project, which is no part of the function. */
const NOTED = ".installed.json";

const sha256 = z.string().nullable();
const indexSchema = z.object({
  install: z.object({ file: z.string(), sha256 }),
  uninstall: z.object({ file: z.string(), sha256 }),
  upgrades: z.array(z.object({ from: z.string(), to: z.string(), file: z.string(), sha256 })),
});

export function openAssets(rootDir = findPackage()): Assets {
  const read = (file: string) => readPackaged(rootDir, file);
  const readDatabaseFile = databaseReader(rootDir);
  const readIndex = () => indexSchema.parse(JSON.parse(readDatabaseFile(INDEX)));
  const readDatabase = ({ file, sha256 }: { file: string; sha256: string | null }) => {
    const text = readDatabaseFile(file);
    if (sha256 !== null && sha256Of(text) !== sha256) throw broken(`${file} is not what was released`);
    return text;
  };
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
    readInstall: () => readDatabase(readIndex().install),
    readUpgrades: () =>
      readIndex().upgrades.map(({ from, to, ...file }) => ({ from, to, text: readDatabase(file) })),
    readUninstall: () => readDatabase(readIndex().uninstall),
    readEnvExample: () => read("supabase/.env.example"),
  };
}

function databaseReader(rootDir: string): (file: string) => string {
  if (existsSync(path.join(rootDir, DATABASE_DIR, INDEX)))
    return (file) => readPackaged(rootDir, `${DATABASE_DIR}/${file}`);
  let texts: Record<string, string> | undefined;
  return (file) => {
    texts ??= readArchive(rootDir);
    const text = texts[file];
    if (text === undefined) throw broken(`${DATABASE_ARCHIVE} has no ${file}`);
    return text;
  };
}

function readArchive(rootDir: string): Record<string, string> {
  try {
    const text = brotliDecompressSync(readFileSync(path.join(rootDir, DATABASE_ARCHIVE))).toString("utf8");
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch (cause) {
    throw broken(`${DATABASE_ARCHIVE} cannot be read`, cause);
  }
}

/** The folder of the package that this file is in, built or not. */
export function findPackage(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(dir, "package.json"))) {
    const parent = path.dirname(dir);
    if (parent === dir) throw broken("package.json is missing");
    dir = parent;
  }
  return dir;
}

function readPackaged(rootDir: string, file: string): string {
  try {
    return readFileSync(path.join(rootDir, file), "utf8");
  } catch (cause) {
    throw broken(`${file} cannot be read`, cause);
  }
}

function broken(what: string, cause?: unknown): CliError {
  return new CliError("package_broken", `the package refresh-dashboard is not whole: ${what}`, {
    ...(cause === undefined ? {} : { detail: String(cause), cause }),
    hint: "Install it anew: npm install --save-dev refresh-dashboard",
  });
}
