// A disk that is full: a tablespace on a small file system of its own, so that nothing else of the server runs out.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findOsUser } from "../../../stack/postgres/os-user.ts";
import { connectAsAdmin } from "../../support/stack.ts";

const TABLESPACE = "fault_disk";

export interface Disk {
  tablespace: string;
  enlarge: () => void;
}

/** Makes the disk and takes it away again; answers false, and does nothing, where mounting is not allowed. */
export async function withSmallDisk(during: (disk: Disk) => Promise<void>): Promise<boolean> {
  const dir = mkdtempSync(path.join(tmpdir(), "fault-disk-"));
  const { uid, gid } = findOsUser();
  if (!mount("-t", "tmpfs", "-o", `size=1m,mode=700,uid=${uid},gid=${gid}`, "tmpfs", dir)) {
    rmdirSync(dir);
    return false;
  }
  const admin = connectAsAdmin();
  try {
    await admin.unsafe(`create tablespace ${TABLESPACE} owner postgres location '${dir}'`);
    await during({
      tablespace: TABLESPACE,
      enlarge: () => {
        if (!mount("-o", "remount,size=64m", dir)) throw new Error(`cannot enlarge ${dir}`);
      },
    });
  } finally {
    await admin.unsafe(`drop tablespace if exists ${TABLESPACE}`);
    await admin.end();
    execFileSync("umount", [dir]);
    rmdirSync(dir);
  }
  return true;
}

function mount(...args: string[]): boolean {
  try {
    execFileSync("mount", args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
