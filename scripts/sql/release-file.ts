// The form of a release's file, written and read back in one place.

import type { Routine } from "./routines.ts";
import type { Source } from "./sources.ts";
import { parseStatements } from "./statements.ts";

export interface ReleaseFile {
  /** What the file is, for its first line. */
  title: string;
  /** Further lines of the head. */
  notes: string[];
  /** Declarations of the block. */
  declarations: string[];
  /** Statements of the block, in PL/pgSQL. */
  statements: string[];
  /** The first line of the error when a lock is not free. */
  failure: string;
}

/** What was made by a release: read from its file, so that no list beside it can disagree. */
export interface Made {
  routines: (Routine & { path: string })[];
  views: { name: string; definition: string }[];
  /** Tables and sequences. */
  relations: string[];
  types: string[];
}

/** How long an install or an upgrade waits for any lock: what queues behind a long refresh stops everybody after it. */
const LOCK_TIMEOUT = "2s";

/** The key of dashboard_refresh._lock_configuration. */
const CONFIGURATION_LOCK = "20261104, 0";

/**
 * The whole release is one DO statement. It is all or nothing in every client: in `supabase db push`, in the SQL editor,
 * and in psql without --single-transaction or ON_ERROR_STOP, which would go on after a guard that refused. And only inside
 * a block can it find that its work is done already, say so, and end without an error.
 */
export function formatRelease(file: ReleaseFile): string {
  return `/*
${file.title}

Built by \`npm run build:sql\` from supabase/schemas/dashboard_refresh: change the sources, not this file.
${file.notes.join("\n")}

One statement, so that every client runs all of it or nothing. Safe to run a second time.
*/

do $release$
declare
  v_search_path constant text := pg_catalog.current_setting('search_path');
  v_lock_timeout constant text := pg_catalog.current_setting('lock_timeout');
  v_installed text;
  v_sessions text;
${indent(file.declarations, 2)}begin
  perform
    pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
    pg_catalog.set_config('lock_timeout', '${LOCK_TIMEOUT}', true);

  <<work>>
  begin
    -- Nobody manages, reconfigures or installs meanwhile.
    perform pg_advisory_xact_lock(${CONFIGURATION_LOCK});

    if to_regprocedure('dashboard_refresh.version()') is not null then
      v_installed := dashboard_refresh.version();
    end if;

${file.statements.join("\n\n")}
  exception
    when lock_not_available then
      select string_agg(distinct pg_locks.pid::text, ', ')
      into v_sessions
      from pg_locks
      left join pg_class on pg_class.oid = pg_locks.relation
      where pg_locks.granted
        and pg_locks.database = (select oid from pg_database where datname = current_database())
        and pg_locks.pid <> pg_backend_pid()
        and (
          pg_class.relnamespace = to_regnamespace('dashboard_refresh')
          or (pg_locks.locktype, pg_locks.classid, pg_locks.objid) = ('advisory', ${CONFIGURATION_LOCK})
        );

      raise exception using
        errcode = 'lock_not_available',
        message = ${quote(file.failure)},
        detail = format('Nothing was changed. Sessions at work in dashboard_refresh now: %s.', coalesce(v_sessions, 'none')),
        hint = 'Run it again when they are done, or at a quieter time. pg_stat_activity says what they do.';
  end;

  -- What follows in this transaction is not ours.
  perform set_config('lock_timeout', v_lock_timeout, true), set_config('search_path', v_search_path, true);
end;
$release$;
`;
}

/** A source, or the part of it that a release uses, under its path. */
export function formatSection(path: string, sql: string): string {
  return `    -- ${path}\n    execute $source$\n${sql}\n$source$;`;
}

/** These would end the quotes that a release puts around sources. */
export const RESERVED = ["$source$", "$release$"];

export function readRelease(text: string): Made {
  const sections = [...text.matchAll(SECTION)].map(([, path = "", sql = ""]) => ({ path, sql }));
  return madeBy(
    sections
      .filter(({ path }) => !path.startsWith("upgrades/"))
      .map(({ path, sql }) => ({ path, statements: parseStatements(sql) })),
  );
}

export function madeBy(sources: Pick<Source, "path" | "statements">[]): Made {
  const made: Made = { routines: [], views: [], relations: [], types: [] };
  for (const { path, statements } of sources) {
    for (const statement of statements) {
      if (statement.kind === "routine") made.routines.push({ ...statement.routine, path });
      if (statement.kind === "view") made.views.push(statement);
      if (statement.kind === "type") made.types.push(statement.name);
      if (statement.kind === "definition" && statement.relation !== null)
        made.relations.push(statement.relation);
    }
  }
  return made;
}

const SECTION = /^ {4}-- (\S+\.sql)\n {4}execute \$source\$\n(.*?)\n\$source\$;$/gms;

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function indent(lines: string[], by: number): string {
  return lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");
}
