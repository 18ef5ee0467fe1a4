// A database with the product on the older PostgreSQL, and the two roads to the newer: in place, and by a dump. Both
// servers have the same port, one after the other, as at a provider.
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import {
  findInstallation,
  removeBareDatabase,
  runCommand,
  type StackConfig,
  startBareDatabase,
  startPostgres,
  stopPostgres,
} from "../../../stack/index.ts";
import { ensureSecrets } from "../../../stack/place/secrets.ts";
import { ensureCluster } from "../../../stack/postgres/cluster.ts";
import { databaseUrl } from "../../../stack/postgres/connect.ts";
import { dataDirectory } from "../../../stack/postgres/data-directory.ts";
import { findOsUser } from "../../../stack/postgres/os-user.ts";
import { writeSettings } from "../../../stack/postgres/settings.ts";
import { makeStack } from "../../stack/support/throwaway-stack.ts";

export const oldBinDir = process.env.FRESH_OLD_PG_BIN ?? "/usr/lib/postgresql/15/bin";

export interface Upgraded {
  /** The role postgres, which owns views and jobs. */
  sql: Sql;
  admin: Sql;
  remove: () => Promise<void>;
}

/** Whoever upgrades does it as the superuser of the old server. */
type Road = (from: StackConfig, to: StackConfig, password: string) => Promise<void>;

/** Makes a database on the old server, lets `fill` put something in, takes the road and opens the new one. */
export async function upgrade(fill: (sql: Sql, admin: Sql) => Promise<void>, road: Road): Promise<Upgraded> {
  const from = await makeStack();
  const to: StackConfig = { ...(await makeStack()), ports: from.ports, url: from.url };
  const { url, adminUrl } = await withPrograms(oldBinDir, () => startBareDatabase(from));
  const open = (where: string) => postgres(where, { max: 1, onnotice: () => {} });
  const before = [open(url), open(adminUrl)] as const;
  await fill(...before);
  await Promise.all(before.map((session) => session.end()));

  // The same passwords: roles come along.
  const secrets = ensureSecrets(from.dir);
  writeFileSync(path.join(to.dir, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
  await ensureCluster(to, secrets, findInstallation());
  await road(from, to, secrets.passwords.supabase_admin);
  await startPostgres(to);
  const [sql, admin] = [
    open(databaseUrl(to, secrets, "postgres")),
    open(databaseUrl(to, secrets, "supabase_admin")),
  ];
  return {
    sql,
    admin,
    remove: async () => {
      await Promise.all([sql.end({ timeout: 0 }), admin.end({ timeout: 0 })]);
      await removeBareDatabase(to);
      await removeBareDatabase(from);
    },
  };
}

/** pg_upgrade, both servers stopped. */
export const inPlace: Road = async (from, to, password) => {
  await stopPostgres(from);
  const user = findOsUser();
  const installation = findInstallation();
  const [oldDir, newDir] = [dataDirectory(from) ?? "", dataDirectory(to) ?? ""];
  writeSettings(newDir, to, installation, user);
  const dir = mkdtempSync(path.join(tmpdir(), "pg-upgrade-"));
  chownSync(dir, user.uid, user.gid);
  const passwordFile = path.join(dir, "pgpass");
  writeFileSync(passwordFile, `*:*:*:supabase_admin:${password}\n`, { mode: 0o600 });
  chownSync(passwordFile, user.uid, user.gid);
  const paths = ["-b", oldBinDir, "-B", installation.binDir, "-d", oldDir, "-D", newDir];
  await runCommand(
    [...user.prefix, path.join(installation.binDir, "pg_upgrade"), "--username=supabase_admin", ...paths],
    { cwd: dir, env: { ...process.env, PGPASSFILE: passwordFile } },
  );
  rmSync(dir, { recursive: true });
};

/** The superuser is there already; and a grant on a function whose argument is text in newer versions, for everybody. */
const EXPECTED_ERRORS = [
  'role "supabase_admin" already exists',
  "function cron.unschedule(name) does not exist",
];

/** pg_dumpall by the new programs, as the manual has it, and psql. */
export const byDump: Road = async (from, to, password) => {
  const { binDir } = findInstallation();
  const env = { ...process.env, PGPASSWORD: password };
  const server = ["--host=127.0.0.1", `--port=${from.ports.database}`, "--username=supabase_admin"];
  const file = path.join(from.dir, "dump.sql");
  await runCommand([path.join(binDir, "pg_dumpall"), ...server, `--file=${file}`], { env });
  await stopPostgres(from);
  await startPostgres(to);
  const psql = [path.join(binDir, "psql"), "-X", "-q", ...server, "-d", "template1", "-f", file];
  const errors = (await runCommand(psql, { env })).split("\n").filter((line) => /ERROR|FATAL/.test(line));
  const surprises = errors.filter((line) => !EXPECTED_ERRORS.some((expected) => line.endsWith(expected)));
  if (surprises.length > 0) throw new Error(`the restore said:\n${surprises.join("\n")}`);
};

async function withPrograms<T>(binDir: string, work: () => Promise<T>): Promise<T> {
  process.env.STACK_PG_BIN = binDir;
  try {
    return await work();
  } finally {
    delete process.env.STACK_PG_BIN;
  }
}
