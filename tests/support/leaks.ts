// Looks for secrets everywhere that somebody may read who should not know them: tables, queues and logs.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Sql } from "postgres";
import { readSecrets } from "../../stack/secrets.ts";
import { ownStack } from "./own-stack.ts";
import { connectAsAdmin } from "./stack.ts";

interface Place {
  name: string;
  text: string;
}

/** Everything of the stack that must stay unknown, and `more`, such as a secret that was rotated out. */
export function stackSecrets(...more: string[]): string[] {
  const { passwords, secretKey, jwtSecret, vaultKey, triggerSecret } = readSecrets(ownStack().dir);
  return [...Object.values(passwords), secretKey, jwtSecret, vaultKey, triggerSecret, ...more];
}

/** Where any of the secrets was found; never the secret itself. */
export async function findLeaks(secrets: string[]): Promise<string[]> {
  const places = [...(await readTables()), ...readLogs()];
  // A look into nothing would find nothing.
  if (!places.some(({ text }) => text.includes("dashboard_refresh.tick"))) {
    throw new Error("the search for secrets did not even find the cron jobs");
  }
  return places
    .filter(({ text }) =>
      secrets.some((secret) => text.includes(secret) || text.includes(secret.replace(/^whsec_/, ""))),
    )
    .map(({ name }) => name);
}

async function readTables(): Promise<Place[]> {
  const admin = connectAsAdmin();
  try {
    const own = await admin<{ name: string }[]>`
      select oid::regclass::text as name from pg_class
      where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'p', 'm')`;
    const others = ["cron.job", "cron.job_run_details", "net._http_response"];
    const places: Place[] = [];
    for (const name of [...own.map((table) => table.name), ...others]) {
      places.push({ name, text: await dump(admin, `select whole::text as text from ${name} as whole`) });
    }
    const queue =
      "select concat(url, headers, convert_from(body, 'UTF8')) as text from net.http_request_queue";
    return [...places, { name: "net.http_request_queue", text: await dump(admin, queue) }];
  } finally {
    await admin.end();
  }
}

async function dump(sql: Sql, query: string): Promise<string> {
  const rows = await sql.unsafe<{ text: string }[]>(query);
  return rows.map((row) => row.text).join("\n");
}

function readLogs(): Place[] {
  return readdirSync(ownStack().logsDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: file, text: readFileSync(file, "utf8") }));
}
