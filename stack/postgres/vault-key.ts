// The Vault's key: a file beside the database, not in it, as on Supabase, and the program that the real Vault reads it by.
import { chmodSync, chownSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { OsUser } from "./os-user.ts";

/** The stand-in reads this file from the data directory. */
const KEY_FILE = "vault.key";
const KEY_PROGRAM = "vault-getkey";

/** `key` is 32 bytes in hexadecimal, which is what the real Vault takes. */
export function writeVaultKey(dataDir: string, key: string, user: OsUser): void {
  writeOwned(path.join(dataDir, KEY_FILE), key, 0o600, user);
}

export function hasVaultKey(dataDir: string): boolean {
  return existsSync(path.join(dataDir, KEY_FILE));
}

/** Written anew at each start, since the directory may have moved; returns its path, for `vault.getkey_script`. */
export function writeVaultKeyProgram(dataDir: string, user: OsUser): string {
  const program = path.join(dataDir, KEY_PROGRAM);
  // Found beside itself: no path to quote.
  writeOwned(program, `#!/bin/sh\nexec cat "$(dirname "$0")/${KEY_FILE}"\n`, 0o700, user);
  return program;
}

function writeOwned(file: string, content: string, mode: number, user: OsUser): void {
  writeFileSync(file, content, { mode });
  // A file that was there keeps its own mode otherwise.
  chmodSync(file, mode);
  chownSync(file, user.uid, user.gid);
}
