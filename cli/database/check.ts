// Whether a database is one that commands can work with; and if not, the command that makes it one.
import { CliError } from "../terminal/errors.ts";
import type { DatabaseFacts } from "./facts.ts";

const OLDEST_SERVER = 15;

export interface ProjectState {
  /** Whether the project's folder has the migration that installs our schema. */
  hasMigration: boolean;
}

/**
 * Throws the first thing that is wrong, in the order in which it has to be mended. Returns sentences about what is
 * missing but not needed.
 */
export function checkDatabase(facts: DatabaseFacts, project: ProjectState): string[] {
  requireServer(facts);
  requireCron(facts);
  requireSchema(facts, project);
  requireOwner(facts);
  return remarks(facts);
}

function requireServer(facts: DatabaseFacts): void {
  const major = Math.floor(facts.server_version / 10_000);
  if (major < OLDEST_SERVER) {
    throw new CliError(
      "database_too_old",
      `the database is PostgreSQL ${major}; ${OLDEST_SERVER} is the oldest that works`,
      {
        hint: "Upgrade the project's database: Project Settings, Infrastructure, in the dashboard; locally, major_version in supabase/config.toml.",
      },
    );
  }
  if (facts.is_read_only) {
    throw new CliError("database_read_only", "the database is read-only, so nothing can be changed in it", {
      detail:
        "It is a standby, or default_transaction_read_only is on, as on Supabase when the disk is full.",
      hint: "Free or add disk space, or name the primary in SUPABASE_DB_URL; then run the same command again.",
    });
  }
}

function requireCron(facts: DatabaseFacts): void {
  if (facts.has_cron) return;
  if (facts.cron_elsewhere !== null) {
    throw new CliError(
      "pg_cron_misplaced",
      `pg_cron has its functions in the schema ${facts.cron_elsewhere}, not in cron`,
      {
        hint: "Drop the extension and create it again: drop extension pg_cron; create extension pg_cron with schema pg_catalog; its jobs are lost with it, so note them before: select * from cron.job;",
      },
    );
  }
  const isOtherDatabase = facts.cron_database !== null && facts.cron_database !== facts.database;
  throw new CliError(
    "pg_cron_missing",
    `the database ${facts.database} has no pg_cron, which runs the refreshes`,
    {
      hint: isOtherDatabase
        ? `pg_cron runs in the database ${facts.cron_database} of this server: name that one in SUPABASE_DB_URL.`
        : facts.cron_available
          ? "Run: create extension pg_cron with schema pg_catalog; or enable it under Integrations, Cron, in the dashboard."
          : "The server does not have the extension. Every Supabase project has it: look whether SUPABASE_DB_URL names one.",
    },
  );
}

function requireSchema(facts: DatabaseFacts, project: ProjectState): void {
  const push = "supabase db push (with --remote for the linked project)";
  if (facts.schema_owner === null) {
    throw new CliError("not_installed", "Refresh Dashboard is not in this database", {
      hint: project.hasMigration
        ? `Its migration is in the project and not applied yet. Run: ${push}`
        : `Run: npx refresh-dashboard init, and then ${push}`,
    });
  }
  if (!facts.has_version || facts.missing_tables > 0) {
    throw new CliError(
      "installation_incomplete",
      "the schema dashboard_refresh is there, but parts of it are missing",
      {
        detail:
          "A release is applied whole or not at all, so something has been dropped since, or the schema is not ours.",
        hint: "Restore a backup, or remove the rest with npx refresh-dashboard undeploy and install again with npx refresh-dashboard init.",
      },
    );
  }
  if (!facts.has_examine) {
    throw new CliError("database_outdated", "the database has an older Refresh Dashboard than this command", {
      hint: `Run: npx refresh-dashboard upgrade, and then ${push}`,
    });
  }
}

function requireOwner(facts: DatabaseFacts): void {
  if (facts.is_owner) return;
  throw new CliError("database_role", `the role ${facts.role} does not own the schema dashboard_refresh`, {
    detail:
      "pg_cron lets only the owner of a job change it, and the views' jobs are those of the schema's owner.",
    hint: `Connect as ${facts.schema_owner}: name that role in SUPABASE_DB_URL.`,
  });
}

function remarks(facts: DatabaseFacts): string[] {
  if (facts.has_net) return [];
  return [
    facts.net_elsewhere === null
      ? "The database has no pg_net, so refreshes run in the database and not through the Edge Function. To have both: create extension pg_net with schema extensions;"
      : `pg_net has its functions in the schema ${facts.net_elsewhere} and not in net, so refreshes run in the database and not through the Edge Function.`,
  ];
}
