// How the command line finds its database, and what it says of one that it cannot work with.
import { describe, expect, it } from "vitest";
import { checkDatabase } from "../../cli/database/check.ts";
import type { DatabaseFacts } from "../../cli/database/facts.ts";
import { findDatabaseUrl } from "../../cli/database/find-url.ts";
import { translateDatabaseError } from "../../cli/database/translate-error.ts";
import { CliError } from "../../cli/terminal/errors.ts";

const thrownBy = (work: () => unknown): CliError => {
  try {
    work();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("the database's URL", () => {
  const nowhere = { environment: {}, envFile: null, localPort: null };
  const url = "postgresql://postgres:secret@db.example:5432/postgres";

  it("is the environment's, before that of supabase/.env", () => {
    const envFile = `SUPABASE_DB_URL="postgres://other@db/postgres"\n`;
    expect(findDatabaseUrl({ ...nowhere, environment: { SUPABASE_DB_URL: url }, envFile })).toMatchObject({
      url,
    });
    expect(findDatabaseUrl({ ...nowhere, envFile })).toEqual({
      url: "postgres://other@db/postgres",
      source: "SUPABASE_DB_URL in supabase/.env",
    });
  });

  it("is that of supabase start where nobody names one, on the port of config.toml", () => {
    expect(findDatabaseUrl({ ...nowhere, localPort: 60022 }).url).toBe(
      "postgresql://postgres:postgres@127.0.0.1:60022/postgres",
    );
    expect(findDatabaseUrl({ ...nowhere, environment: { SUPABASE_DB_URL: " " } }).url).toContain(":54322/");
  });

  it("does not need a config.toml that can be read where somebody names one", () => {
    const sources = (environment: Record<string, string>) => ({
      environment,
      envFile: null,
      get localPort(): number {
        throw new Error("config.toml was read");
      },
    });
    expect(findDatabaseUrl(sources({ SUPABASE_DB_URL: url })).url).toBe(url);
    expect(() => findDatabaseUrl(sources({}))).toThrow("config.toml was read");
  });

  it.each(["postgres:geheim@host", "https://geheim.example", "postgresql://a:geheim@host:port/x"])(
    "is refused without being shown: %s",
    (wrong) => {
      const error = thrownBy(() => findDatabaseUrl({ ...nowhere, environment: { SUPABASE_DB_URL: wrong } }));
      expect(error.code).toBe("database_url_invalid");
      expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain("geheim");
    },
  );
});

describe("a database that cannot be worked with", () => {
  const fine: DatabaseFacts = {
    server_version: 170_004,
    is_read_only: false,
    role: "postgres",
    database: "postgres",
    cron_database: "postgres",
    has_cron: true,
    cron_elsewhere: null,
    cron_available: true,
    has_net: true,
    net_elsewhere: null,
    schema_owner: "postgres",
    has_version: true,
    has_examine: true,
    missing_tables: 0,
    is_owner: true,
  };
  const codeOf = (facts: Partial<DatabaseFacts>) =>
    thrownBy(() => checkDatabase({ ...fine, ...facts }, { hasMigration: false })).code;

  it("is none when nothing is wrong", () => {
    expect(checkDatabase(fine, { hasMigration: true })).toEqual([]);
  });

  it.each<[string, Partial<DatabaseFacts>]>([
    ["database_too_old", { server_version: 140_013, has_cron: false }],
    ["database_read_only", { is_read_only: true }],
    ["pg_cron_missing", { has_cron: false, cron_available: false }],
    ["pg_cron_missing", { has_cron: false, cron_database: "other" }],
    ["pg_cron_misplaced", { has_cron: false, cron_elsewhere: "extensions" }],
    [
      "not_installed",
      { schema_owner: null, has_version: false, has_examine: false, is_owner: false, missing_tables: 4 },
    ],
    ["installation_incomplete", { has_version: false }],
    ["installation_incomplete", { missing_tables: 1 }],
    ["database_outdated", { has_examine: false }],
    ["database_role", { is_owner: false, schema_owner: "supabase_admin" }],
  ])("is %s for %j", (code, facts) => {
    expect(codeOf(facts)).toBe(code);
  });

  it("without our schema is told apart by whether the migration is in the project", () => {
    const hint = (hasMigration: boolean) =>
      thrownBy(() => checkDatabase({ ...fine, schema_owner: null }, { hasMigration })).hint;
    expect(hint(false)).toContain("refresh-dashboard init");
    expect(hint(true)).not.toContain("init");
    expect(hint(true)).toContain("supabase db push");
  });

  it("without pg_net, or with its functions elsewhere, works, and it is said what is lost", () => {
    for (const facts of [{ has_net: false }, { has_net: false, net_elsewhere: "extensions" }])
      expect(checkDatabase({ ...fine, ...facts }, { hasMigration: true })).toHaveLength(1);
  });
});

it("a failure without an answer of the server is exit code 3, and an error that was told already stays as it is", () => {
  const failure = translateDatabaseError(Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "a test");
  expect(failure).toMatchObject({ code: "database_unreachable", exitCode: 3 });
  expect(translateDatabaseError(failure, "another")).toBe(failure);
});
