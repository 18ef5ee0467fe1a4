// The block that decides who may do what. It names every wrapper and takes everything else from everybody, since a
// function that is made, or made again, may be executed by PUBLIC, and on older projects by anon and authenticated too.
import type { Source } from "./sources.ts";

/** Whom Supabase's default privileges, or PostgreSQL's, give something. */
const ROLES = "public, anon, authenticated, service_role";

/** Wrappers that the owner of a project may grant to others: docs/operations.md shows how. An upgrade leaves that alone. */
const GRANTABLE = ["public.dashboard_freshness", "public.read_dashboard_refresh_metrics"];

/** @param existing the signatures that are there before this release. */
export function formatPrivileges(sources: Source[], existing: string[]): string {
  const statements = sources.flatMap((source) => source.statements);
  const types = statements.flatMap((statement) => (statement.kind === "type" ? [statement.name] : []));
  const views = statements
    .flatMap((statement) => (statement.kind === "view" ? [statement.name] : []))
    .filter((name) => name.startsWith("public."));
  const wrappers = statements
    .flatMap((statement) => (statement.kind === "routine" ? [statement.routine] : []))
    .filter(({ name }) => name.startsWith("public."));
  const closed = wrappers.filter(
    ({ name, signature }) => !(GRANTABLE.includes(name) && existing.includes(signature)),
  );
  const schema = "in schema dashboard_refresh";
  return [
    "    -- Privileges: the API roles reach the wrappers and nothing else.",
    `    revoke all on schema dashboard_refresh from ${ROLES};`,
    ...["tables", "sequences", "routines"].map(
      (kind) => `    revoke all on all ${kind} ${schema} from ${ROLES};`,
    ),
    ...(views.length === 0
      ? []
      : [
          formatList("revoke all on", views, `from ${ROLES}`),
          formatList("grant select on", views, "to service_role"),
        ]),
    ...(types.length === 0 ? [] : [formatList("revoke all on type", types, `from ${ROLES}`)]),
    ...(wrappers.length === 0
      ? []
      : [
          formatList(
            "revoke all on function",
            closed.map(({ signature }) => signature),
            `from ${ROLES}`,
          ),
          formatList(
            "grant execute on function",
            wrappers.map(({ signature }) => signature),
            "to service_role",
          ),
        ]),
  ].join("\n");
}

function formatList(verb: string, names: string[], end: string): string {
  return `    ${verb}\n${names.map((name) => `      ${name}`).join(",\n")}\n    ${end};`;
}
