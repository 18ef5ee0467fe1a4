// Builds the upgrade from one release to the next.
import { formatDependantsQuery } from "./dependants.ts";
import { BuildError } from "./errors.ts";
import { formatPrivileges } from "./privileges.ts";
import { formatRelease, formatSection, type Made, quote } from "./release-file.ts";
import { serves } from "./routines.ts";
import { formatSources, formatVersion, RELOAD } from "./sections.ts";
import type { Source } from "./sources.ts";
import { formatTableLocks, TABLE_LOCK_DECLARATIONS } from "./table-locks.ts";

export interface Upgrade {
  from: string;
  to: string;
  /** What is there before, read from the file of the release that is upgraded. */
  made: Made;
  sources: Source[];
  /** What tables and types need, written by hand; null where they need nothing. */
  byHand: { path: string; text: string } | null;
}

export function buildUpgrade({ from, to, made, sources, byHand }: Upgrade): string {
  const gone = whatGoes(made, sources);
  requireKeptWrappers(made, sources, to);
  const existing = made.routines
    .filter((routine) => !gone.routines.includes(routine.signature))
    .map(({ signature }) => signature);
  const drops = gone.routines.length + gone.views.length > 0;
  return formatRelease({
    title: `Refresh Dashboard: the upgrade from ${from} to ${to}.`,
    notes: [
      "Tables are changed by the statements written for this upgrade; functions, views, comments, privileges and jobs are made again.",
    ],
    declarations: [
      ...(drops
        ? ["v_routines regprocedure[];", "v_views regclass[];", "v_dependants text;", "v_drops text;"]
        : []),
      ...(byHand === null ? [] : TABLE_LOCK_DECLARATIONS),
    ],
    failure: `Refresh Dashboard ${from} was not upgraded to ${to}: a lock was not free`,
    statements: [
      formatGuard(from, to),
      ...(drops ? [formatDependants(gone, to)] : []),
      ...(byHand === null ? [] : [formatTableLocks(), formatSection(byHand.path, byHand.text.trim())]),
      ...(drops ? [DROPS] : []),
      ...formatSources(sources, ["routine", "view", "comment"]),
      formatPrivileges(sources, existing),
      ...formatSources(sources, ["job"]),
      formatVersion(to),
      RELOAD,
    ],
  });
}

/**
 * What has to be dropped: routines that vanish, or whose header changes, since `create or replace` refuses a new name of an
 * argument, a default less or another result, and takes another signature for another function; and views that vanish or
 * read otherwise, since it refuses another list of columns.
 */
function whatGoes(made: Made, sources: Source[]): { routines: string[]; views: string[] } {
  const statements = sources.flatMap((source) => source.statements);
  const headers = statements.flatMap((each) => (each.kind === "routine" ? [each.routine.header] : []));
  const definitions = statements.flatMap((each) => (each.kind === "view" ? [each.definition] : []));
  return {
    routines: made.routines
      .filter(({ header }) => !headers.includes(header))
      .map(({ signature }) => signature),
    views: made.views.filter(({ definition }) => !definitions.includes(definition)).map(({ name }) => name),
  };
}

/** Where the source of a wrapper stands in the last release that has it. */
const RETIRED = "api/retired/";

/**
 * The Edge Function and a project's own callers are deployed apart from the database: one release has to serve both. They call
 * by names, so that arguments with defaults may be added at the end.
 */
function requireKeptWrappers(made: Made, sources: Source[], to: string): void {
  const routines = sources
    .flatMap((source) => source.statements)
    .flatMap((each) => (each.kind === "routine" ? [each.routine] : []));
  const lost = made.routines.filter(
    (before) =>
      before.name.startsWith("public.") &&
      !routines.some((after) => serves(after, before)) &&
      !before.path.startsWith(RETIRED),
  );
  if (lost.length === 0) return;
  throw new BuildError(
    `${lost.map(({ header }) => header).join("\n")}\n` +
      `would be gone in ${to}, and callers of the release before still use it. Add arguments at the end, with defaults; ` +
      `or keep it as it is, in ${RETIRED}, and give its successor another name. The release after may drop what stood there.`,
  );
}

function formatGuard(from: string, to: string): string {
  return `    if v_installed = ${quote(to)} then
      raise notice ${quote(`Refresh Dashboard ${to} is there already: nothing was changed`)};
      exit work;
    elsif v_installed is distinct from ${quote(from)} then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format(
          ${quote(`this upgrades Refresh Dashboard ${from} to ${to}, and %s is installed here`)},
          coalesce(v_installed, 'none')
        ),
        detail = 'Nothing was changed.',
        hint = case
          when v_installed is null then ${quote(`Run the full install of ${to} instead.`)}
          else ${quote("To get from one version to the next, run the upgrades between them, one after the other.")}
        end;
    end if;`;
}

function formatDependants(gone: { routines: string[]; views: string[] }, to: string): string {
  const routines = gone.routines.map((signature) => `to_regprocedure(${quote(signature)})`);
  const views = gone.views.map((name) => `to_regclass(${quote(name)})`);
  return `    -- What goes, since it is no longer there or gets another header; and what others have made of it.
    v_routines := ${formatArray(routines, "regprocedure")};
    v_views := ${formatArray(views, "regclass")};

${formatDependantsQuery(OF_GONE)}

    if v_dependants is not null then
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = ${quote(`Refresh Dashboard ${to} drops or changes functions that others use`)},
        detail = format('%s. Nothing was changed.', v_dependants),
        hint = 'Drop what depends on them, run the upgrade again, then make it again with the functions as they are now.';
    end if;`;
}

const OF_GONE = `        (pg_depend.refclassid = 'pg_proc'::regclass and pg_depend.refobjid = any (v_routines))
        or (pg_depend.refclassid = 'pg_class'::regclass and pg_depend.refobjid = any (v_views))
        or (
          pg_depend.refclassid = 'pg_type'::regclass
          and pg_depend.refobjid in (select reltype from pg_class where oid = any (v_views))
        )`;

function formatArray(values: string[], type: string): string {
  return values.length === 0 ? "'{}'" : `array[\n      ${values.join(",\n      ")}\n    ]::${type}[]`;
}

/** By object and not by name: the statements before may have renamed the types of its arguments, or dropped it. */
const DROPS = `    select 'drop view ' || string_agg(oid::regclass::text, ', ') into v_drops from pg_class where oid = any (v_views);
    if v_drops is not null then
      execute v_drops;
    end if;

    select 'drop routine ' || string_agg(oid::regprocedure::text, ', ') into v_drops
    from pg_proc where oid = any (v_routines);
    if v_drops is not null then
      execute v_drops;
    end if;`;
