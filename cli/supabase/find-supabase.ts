// Where the Supabase CLI is: the one that the project has as a package, which is the version that its people agreed on, or
// else the one that the machine has.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

export interface Program {
  command: string;
  /** Before the words of the call. */
  words: string[];
}

const packageSchema = z.object({ bin: z.object({ supabase: z.string() }) });

/** Null where there is none. */
export function findSupabase(rootDir: string, env: Record<string, string | undefined>): Program | null {
  return findPackage(rootDir) ?? findInPath(env.PATH ?? "");
}

/** As Node finds packages: in the folder, or one above it. */
function findPackage(rootDir: string): Program | null {
  for (let dir = path.resolve(rootDir); ; dir = path.dirname(dir)) {
    const packageDir = path.join(dir, "node_modules", "supabase");
    const program = readProgram(packageDir);
    if (program !== null) return program;
    if (dir === path.dirname(dir)) return null;
  }
}

function readProgram(packageDir: string): Program | null {
  const file = path.join(packageDir, "package.json");
  if (!existsSync(file)) return null;
  const { data } = packageSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (data === undefined) return null;
  const bin = path.join(packageDir, data.bin.supabase);
  if (!existsSync(bin)) return null;
  // Run by this Node: what npm puts into .bin is a script of the shell on some systems.
  return bin.endsWith(".js") ? { command: process.execPath, words: [bin] } : { command: bin, words: [] };
}

function findInPath(searchPath: string): Program | null {
  const name = process.platform === "win32" ? "supabase.exe" : "supabase";
  const found = searchPath
    .split(path.delimiter)
    .filter((dir) => dir !== "")
    .map((dir) => path.join(dir, name))
    .find((file) => existsSync(file) && statSync(file).isFile());
  return found === undefined ? null : { command: found, words: [] };
}
