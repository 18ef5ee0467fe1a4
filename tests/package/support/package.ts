// The package as its users get it: a tarball, made by npm.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { findRepository } from "../../../stack/index.ts";

export interface Tarball {
  file: string;
  bytes: number;
  /** What is in it, below package/. */
  paths: string[];
}

export interface Packages {
  dir: string;
  tarball: Tarball;
  /** Another release of it: the same files, another version and another database part (below dist/database/). */
  makeRelease(version: string, database: Record<string, string>): Tarball;
  remove(): void;
}

/** Builds and packs the repository. */
export function makePackages(): Packages {
  const dir = mkdtempSync(path.join(tmpdir(), "package-"));
  const tarball = pack(findRepository(), dir);
  return {
    dir,
    tarball,
    makeRelease: (version, database) => {
      const copy = path.join(dir, `release-${version}`);
      mkdirSync(copy);
      execFileSync("tar", ["-xzf", tarball.file, "-C", copy]);
      const packageDir = path.join(copy, "package");
      edit(path.join(packageDir, "package.json"), (text) => JSON.stringify({ ...JSON.parse(text), version }));
      edit(path.join(packageDir, "supabase/functions/refresh-dashboard/contract/version.ts"), (text) =>
        text.replace(/"\d+\.\d+\.\d+"/, `"${version}"`),
      );
      writeFileSync(
        path.join(packageDir, "dist/database.json.br"),
        brotliCompressSync(JSON.stringify(database)),
      );
      // What is packed is built already, and of other sources.
      return pack(packageDir, copy, "--ignore-scripts");
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function pack(from: string, to: string, ...options: string[]): Tarball {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", to, ...options], {
    cwd: from,
    stdio: "pipe",
  });
  const { name, version } = JSON.parse(readFileSync(path.join(from, "package.json"), "utf8"));
  const file = path.join(to, `${name}-${version}.tgz`);
  const listed = execFileSync("tar", ["-tzf", file], { encoding: "utf8" });
  return {
    file,
    bytes: readFileSync(file).length,
    paths: listed
      .trim()
      .split("\n")
      .map((each) => each.replace(/^package\//, ""))
      .sort(),
  };
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}
