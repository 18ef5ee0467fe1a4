// Builds the full install of a version: for a database that has none.
import { formatPrivileges } from "./privileges.ts";
import { formatRelease, quote } from "./release-file.ts";
import { formatSources, formatVersion, RELOAD } from "./sections.ts";
import { roomOf, type Source } from "./sources.ts";
import type { Statement } from "./statements.ts";

export function buildInstall(version: string, sources: Source[]): string {
  const first = sources.filter((source) => roomOf(source) === "schema");
  const rest = sources.filter((source) => roomOf(source) !== "schema");
  return formatRelease({
    title: `Refresh Dashboard ${version}: the full install.`,
    notes: ["The API roles reach nothing but the wrappers in public; see the privileges near the end."],
    declarations: [],
    failure: `Refresh Dashboard ${version} was not installed: a lock was not free`,
    statements: [
      formatGuard(version),
      ...formatSources(first, MADE),
      // Early, since functions of the language SQL are parsed as they are made, and some ask for it.
      formatVersion(version),
      ...formatSources(rest, MADE),
      formatPrivileges(sources, []),
      ...formatSources(sources, ["job"]),
      RELOAD,
    ],
  });
}

const MADE: Statement["kind"][] = ["definition", "type", "routine", "view", "comment"] as const;

function formatGuard(version: string): string {
  const name = `Refresh Dashboard ${version}`;
  return `    if v_installed = ${quote(version)} then
      raise notice ${quote(`${name} is there already: nothing was changed`)};
      exit work;
    elsif v_installed is not null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('Refresh Dashboard %s is installed here', v_installed),
        detail = ${quote(`This is the full install of ${version}, for a database that has none. Nothing was changed.`)},
        hint = ${quote("To get from one version to the next, run the upgrades between them, one after the other.")};
    elsif to_regnamespace('dashboard_refresh') is not null then
      raise exception using
        errcode = 'duplicate_schema',
        message = 'there is a schema dashboard_refresh here already, which does not say its version',
        detail = 'No release of Refresh Dashboard made it. Nothing was changed.',
        hint = 'If it is a leftover and nothing in it is needed, drop it; otherwise rename it.';
    end if;`;
}
