// Which PostgreSQL the stack takes, from directories that only look like one.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findInstallation, newestInstallation } from "../../stack/postgres/installation.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "installation-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function addExtensions(shareDir: string, ...names: string[]): void {
  mkdirSync(path.join(shareDir, "extension"), { recursive: true });
  for (const name of names) writeFileSync(path.join(shareDir, "extension", `${name}.control`), "");
}

describe("the newest installed PostgreSQL", () => {
  const find = () => newestInstallation(path.join(dir, "lib"), path.join(dir, "share"));

  it("is the highest version with pg_cron, compared as a number", () => {
    for (const version of [9, 15, 16, 17])
      mkdirSync(path.join(dir, "lib", String(version)), { recursive: true });
    for (const version of [9, 15, 16]) addExtensions(path.join(dir, "share", String(version)), "pg_cron");
    addExtensions(path.join(dir, "share", "16"), "pg_net");
    mkdirSync(path.join(dir, "lib", "16", "lib"));
    writeFileSync(path.join(dir, "lib", "16", "lib", "safeupdate.so"), "");
    expect(find()).toEqual({
      version: 16,
      binDir: path.join(dir, "lib", "16", "bin"),
      hasPgNet: true,
      hasVault: false,
      isCronParallel: false,
      hasSafeupdate: true,
    });
  });

  it("is refused where only older ones have pg_cron", () => {
    mkdirSync(path.join(dir, "lib", "14"), { recursive: true });
    addExtensions(path.join(dir, "share", "14"), "pg_cron");
    expect(find).toThrow("no PostgreSQL ≥ 15 with pg_cron");
  });
});

describe("STACK_PG_BIN", () => {
  function programs(version: string): string {
    const config = path.join(dir, "pg_config");
    writeFileSync(
      config,
      `#!/bin/sh\necho "PostgreSQL ${version}"\necho "${dir}/share"\necho "${dir}/lib"\n`,
    );
    chmodSync(config, 0o755);
    return dir;
  }

  it("is asked for its version and its extensions", () => {
    addExtensions(path.join(dir, "share"), "pg_cron", "supabase_vault");
    writeFileSync(path.join(dir, "share", "extension", "pg_cron.control"), "default_version = '1.6'\n");
    expect(findInstallation(programs("17.12 (Debian 17.12-0+deb13u1)"))).toEqual({
      version: 17,
      binDir: dir,
      hasPgNet: false,
      hasVault: true,
      isCronParallel: true,
      hasSafeupdate: false,
    });
  });

  it("is refused without pg_cron, and where it is too old", () => {
    expect(() => findInstallation(programs("17.12"))).toThrow("15 or newer, with pg_cron");
    addExtensions(path.join(dir, "share"), "pg_cron");
    expect(() => findInstallation(programs("14.9"))).toThrow(`STACK_PG_BIN=${dir} is PostgreSQL 14`);
  });

  it("is refused where there is no PostgreSQL, and never replaced by another", () => {
    expect(() => findInstallation(path.join(dir, "nowhere"))).toThrow("has no pg_config that runs");
  });
});
