// The codes of the command line's errors, one a line, in alphabetical order; docs/errors.md explains each. A code is kept
// for good: scripts compare it.

export const CODES = [
  "cannot_read",
  "cannot_write",
  "changed_by_user",
  "changed_meanwhile",
  "config_conflict",
  "config_invalid",
  "contradiction",
  "database_error",
  "database_unreachable",
  "internal",
  "interrupted",
  "journal_broken",
  "needs_confirmation",
  "newer_installed",
  "no_project",
  "no_upgrade_path",
  "not_installed",
  "package_broken",
  "supabase_cli_failed",
  "supabase_cli_missing",
  "upgrade_first",
  "usage",
] as const;

export type Code = (typeof CODES)[number];
