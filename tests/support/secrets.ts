// Looks for secrets where none may be: in the tables of the database, in the logs of the stack, in answers that were kept.
import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Sql } from "postgres";
import type { StackConfig } from "../../stack/index.ts";

/** Secrets by a name that may be told. */
export type Secrets = Record<string, string>;

/** Where `keepAnswer` writes what the project answered; not set, nothing is kept. */
const ANSWERS_FILE = "TEST_ANSWERS_FILE";

/** Variables of `stackEnv` that are no secrets. */
const PUBLIC = ["SUPABASE_URL", "FUNCTIONS_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_JWT_KEY_ID"];

/** SQLSTATEs of a table that is not there, and of a materialized view without data. */
const GONE = ["42P01", "55000"];

/** Keeps an answer, to be searched at the end of a test run. */
export function keepAnswer(answer: { headers: Headers; text: string }): void {
  const file = process.env[ANSWERS_FILE];
  if (file) appendFileSync(file, `${JSON.stringify([...answer.headers])}\n${answer.text}\n`);
}

/**
 * Finds secrets in every table, in the source of every function, in every log and in the answers kept.
 *
 * @param sql a session of the superuser, who sees all rows.
 * @param env what clients of the stack are given (`stackEnv`), and what else is a secret.
 * @param options everywhere: whether to look through the source of functions and the project's own tables too, which
 *   takes seconds; otherwise it is what the engine writes to.
 * @returns a sentence for each find, without the secret itself; and the names of the tables and files searched.
 */
export async function findSecrets(
  sql: Sql,
  config: StackConfig,
  env: Secrets,
  { everywhere = true } = {},
): Promise<{ found: string[]; searched: string[] }> {
  const needles = needlesOf(env);
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', nspname, relname) as name
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    where (
        relkind in ('r', 'p', 'm')
        and nspname <> 'information_schema'
        and nspname !~ '^pg_'
        and (${everywhere} or nspname in ('dashboard_refresh', 'cron', 'net', 'e2e'))
      )
      or (
        ${everywhere}
        and pg_class.oid in (
          'pg_proc'::regclass, 'pg_rewrite'::regclass, 'pg_description'::regclass, 'pg_db_role_setting'::regclass
        )
      )`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql
      .unsafe<{ needle: string }[]>(
        // A row is turned into text once, not once a needle.
        `with texts as materialized (select searched::text as text from ${name} as searched)
         select needle from unnest($1::text[]) as needles (needle)
         where exists (select from texts where position(needle in text) > 0)`,
        [needles.map(([needle]) => needle)],
      )
      // Dropped or emptied by a test beside this one since the tables were listed.
      .catch((error) => (GONE.includes(error.code) ? [] : Promise.reject(error)));
    for (const { needle } of rows) found.push(`${nameOf(needle, needles)} in the table ${name}`);
  }

  const files = filesOf(config);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const [needle, name] of needles) {
      if (text.includes(needle)) found.push(`${name} in ${path.basename(file)}`);
    }
  }
  return {
    found,
    searched: [...tables.map(({ name }) => name), ...files.map((file) => path.basename(file))],
  };
}

/** Each secret as it is, and as it looks in bytea, in base64 and in a URL. */
function needlesOf(env: Secrets): [needle: string, name: string][] {
  const secrets = Object.entries(env)
    .filter(([name]) => !PUBLIC.includes(name))
    .map(([name, value]) => [secretPartOf(value), name] as const);
  return secrets.flatMap(([secret, name]) =>
    [
      ...new Set([
        secret,
        Buffer.from(secret).toString("hex"),
        Buffer.from(secret).toString("base64").replace(/=+$/, ""),
        encodeURIComponent(secret),
      ]),
    ].map((needle): [string, string] => [needle, name]),
  );
}

/** Of a database's URL its password, of a signing secret what follows the prefix. */
function secretPartOf(value: string): string {
  return /^postgres(?:ql)?:\/\/[^:]+:([^@]+)@/.exec(value)?.[1] ?? value.replace(/^whsec_/, "");
}

const nameOf = (needle: string, needles: [string, string][]) =>
  needles.find(([candidate]) => candidate === needle)?.[1] ?? "a secret";

function filesOf(config: StackConfig): string[] {
  const logs = readdirSync(config.logsDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const answers = process.env[ANSWERS_FILE];
  return answers && existsSync(answers) ? [...logs, answers] : logs;
}
