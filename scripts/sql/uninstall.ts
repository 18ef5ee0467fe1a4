// Builds the uninstall: takes out what installs and upgrades have put in, whichever of the known releases is there.
import { formatRelease, type Made, quote } from "./release-file.ts";
import { RELOAD } from "./sections.ts";
import { formatTableLocks, TABLE_LOCK_DECLARATIONS } from "./table-locks.ts";
import { UNINSTALL_DROPS, UNINSTALL_JOBS } from "./uninstall-drops.ts";
import { formatOthers, formatPublicViews, formatWrappers, unique } from "./uninstall-others.ts";
import { formatSecrets } from "./uninstall-secrets.ts";

export interface Uninstall {
  version: string;
  /** The versions that it takes out, this one among them. */
  versions: string[];
  /** What each of these has made. */
  made: Made[];
}

/**
 * The line that says what becomes of the jobs. Whoever writes the file for a project may put another of the words in its
 * place: remove, keep (each view that has a job gets a plain one, on the same schedule) or restore (the hand-made jobs that
 * were taken over come back).
 */
export const JOBS_LINE = "v_jobs constant text := 'remove';";
export const JOBS_WORDS = ["remove", "keep", "restore"];

export function buildUninstall({ version, versions, made }: Uninstall): string {
  const wrappers = unique(made.flatMap(({ routines }) => routines.map(({ signature }) => signature))).filter(
    (signature) => signature.startsWith("public."),
  );
  const views = unique(made.flatMap((each) => each.views.map(({ name }) => name))).filter((name) =>
    name.startsWith("public."),
  );
  return formatRelease({
    title: `Refresh Dashboard ${version}: the uninstall.`,
    notes: [
      "Takes out the schema dashboard_refresh, its wrappers in public, its jobs and its secrets in Vault. Leaves alone the",
      "materialized views, the extensions and pg_cron's log. Refuses while others use what would go, and names them.",
    ],
    declarations: [
      `-- remove; keep: a plain cron job for each view that has one; restore: the hand-made jobs that were taken over.`,
      JOBS_LINE,
      ...TABLE_LOCK_DECLARATIONS,
      "v_wrappers regprocedure[];",
      "v_public_views regclass[];",
      "v_dependants text;",
      "v_object record;",
      "v_refusal text;",
      "v_view record;",
      "v_views integer := 0;",
      "v_left integer;",
      "v_left_before integer;",
    ],
    failure: `Refresh Dashboard ${version} was not uninstalled: a lock was not free`,
    statements: [
      formatGuard(version, versions),
      formatTableLocks(),
      formatWrappers(wrappers),
      formatPublicViews(views),
      formatOthers(made),
      UNINSTALL_JOBS,
      UNINSTALL_DROPS,
      formatSecrets(),
      RELOAD,
      `    raise notice 'Refresh Dashboard % was uninstalled; plain materialized views from now on: %', v_installed, v_views;`,
    ],
  });
}

function formatGuard(version: string, versions: string[]): string {
  return `    if to_regnamespace('dashboard_refresh') is null then
      raise notice 'Refresh Dashboard is not installed here: there is nothing to uninstall';
      exit work;
    elsif v_installed is null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = 'there is a schema dashboard_refresh here that does not say its version',
        detail = 'No release of Refresh Dashboard made it. Nothing was changed.',
        hint = 'If it is a leftover and nothing in it is needed, drop it.';
    elsif v_installed <> all (array[${versions.map(quote).join(", ")}]) then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('Refresh Dashboard %s is installed here', v_installed),
        detail = ${quote(`This is the uninstall of ${version}, which does not know that version. Nothing was changed.`)},
        hint = 'Use the uninstall of the version that is installed.';
    elsif (select nspowner from pg_namespace where nspname = 'dashboard_refresh')
      <> (select oid from pg_roles where rolname = current_user)
    then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('%s may not uninstall Refresh Dashboard', current_user),
        detail = 'The jobs and the schema belong to the role that installed it. Nothing was changed.',
        hint = 'Use set role to the owner of the schema dashboard_refresh.';
    elsif v_jobs not in (${JOBS_WORDS.map(quote).join(", ")}) then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('%s does not say what becomes of the jobs', quote_literal(v_jobs)),
        hint = 'Write ${JOBS_WORDS.join(", ")}.';
    end if;`;
}
