// The codes of the command line's errors, one a line, in alphabetical order; docs/errors.md explains each. A code is kept
// for good: scripts compare it.
import type { ProblemCode } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";

export const CODES = [
  "cannot_read",
  "cannot_write",
  "changed_by_user",
  "changed_meanwhile",
  "config_conflict",
  "config_invalid",
  "contradiction",
  "database_busy",
  "database_error",
  "database_outdated",
  "database_read_only",
  "database_role",
  "database_too_old",
  "database_unreachable",
  "database_url_invalid",
  "installation_incomplete",
  "internal",
  "interrupted",
  "journal_broken",
  "manifest_invalid",
  "may_not_refresh",
  "needs_confirmation",
  "newer_installed",
  "no_project",
  "no_unique_key",
  "no_upgrade_path",
  "not_installed",
  "package_broken",
  "pg_cron_misplaced",
  "pg_cron_missing",
  "supabase_cli_failed",
  "supabase_cli_missing",
  "upgrade_first",
  "usage",
] as const;

/** Those that the database raises on purpose reach the terminal as they are; the contract says what they mean. */
export type Code = (typeof CODES)[number] | ProblemCode;
