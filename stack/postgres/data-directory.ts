// Chooses where the cluster's files lie: STACK_DIR/pg, or a link from there to a place that the OS user can reach.
import { chownSync, existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { tryCommand } from "../process/run-command.ts";
import type { OsUser } from "./os-user.ts";

/** The real directory, or undefined when there is none yet. */
export function dataDirectory(config: StackConfig): string | undefined {
  const entry = lstatSync(linkPath(config), { throwIfNoEntry: false });
  if (entry === undefined) return undefined;
  return entry.isSymbolicLink() ? readlinkSync(linkPath(config)) : linkPath(config);
}

export async function createDataDirectory(config: StackConfig, user: OsUser): Promise<string> {
  const link = linkPath(config);
  if (await canReach(config.dir, user)) {
    makeOwnDirectory(link, user);
    return link;
  }
  // A clone below /root or another private home: the path above it is none of our business to open.
  const elsewhere = path.join("/var/lib/refresh-dashboard", config.id);
  rmSync(elsewhere, { recursive: true, force: true });
  makeOwnDirectory(elsewhere, user);
  symlinkSync(elsewhere, link);
  return elsewhere;
}

export function removeDataDirectory(config: StackConfig): void {
  const real = dataDirectory(config);
  if (real === undefined) return;
  rmSync(real, { recursive: true, force: true });
  rmSync(linkPath(config), { recursive: true, force: true });
}

/** PostgreSQL's and the supervisor's sockets; refuses a directory that somebody else put there. */
export function ensureSocketDirectory(config: StackConfig, user: OsUser): void {
  if (!existsSync(config.socketDir)) makeOwnDirectory(config.socketDir, user);
  const { uid } = lstatSync(config.socketDir);
  if (uid !== user.uid) throw new Error(`${config.socketDir} belongs to user ${uid}, not to ${user.uid}`);
}

async function canReach(dir: string, user: OsUser): Promise<boolean> {
  const { code } = await tryCommand([...user.prefix, "test", "-x", dir], { cwd: "/" });
  return code === 0;
}

function makeOwnDirectory(dir: string, user: OsUser): void {
  // A mode given together with recursive would close the parents too.
  mkdirSync(path.dirname(dir), { recursive: true });
  mkdirSync(dir, { mode: 0o700 });
  chownSync(dir, user.uid, user.gid);
}

function linkPath(config: StackConfig): string {
  return path.join(config.dir, "pg");
}
