// Who runs PostgreSQL: it refuses to run as root, so root hands over to the `postgres` user of Debian's package.
import { execFileSync } from "node:child_process";

export interface OsUser {
  uid: number;
  gid: number;
  /** Put in front of a command to run it as this user; empty when that is who we are. */
  prefix: string[];
}

export function findOsUser(): OsUser {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? 0, prefix: [] };
  const lookUp = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return {
    uid: lookUp("-u"),
    gid: lookUp("-g"),
    prefix: ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"],
  };
}
