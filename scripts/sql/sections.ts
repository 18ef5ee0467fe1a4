// What installs and upgrades have in common: the parts that every release makes again.
import { formatSection, quote } from "./release-file.ts";
import type { Source } from "./sources.ts";
import type { Statement } from "./statements.ts";

/** The statements of some kinds, each source under its path; a source that has none is left out. */
export function formatSources(sources: Source[], kinds: Statement["kind"][]): string[] {
  return sources.flatMap((source) => {
    const kept = source.statements.filter(({ kind }) => kinds.includes(kind));
    if (kept.length === 0) return [];
    // Whole where all of it is used: what stands between statements, as at the end, is kept too.
    const isWhole = kept.length === source.statements.length;
    return [formatSection(source.path, isWhole ? source.text : kept.map(({ text }) => text).join("\n\n"))];
  });
}

export function formatVersion(version: string): string {
  return `    -- The version.
    create or replace function dashboard_refresh.version()
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
    as $$ select ${quote(version)} $$;

    comment on function dashboard_refresh.version() is 'The release of Refresh Dashboard that is installed here.';`;
}

/** PostgREST keeps the functions that it offers in a cache. */
export const RELOAD = "    notify pgrst, 'reload schema';";
