// Cuts a source file into statements and says of each what a release does with it.
import { BuildError } from "./errors.ts";
import { parseRoutine, type Routine } from "./routines.ts";
import { codeOf, normalize, type Token, tokenize } from "./tokens.ts";

/**
 * What a release does with a statement. A routine, a view or a comment is made again by every release. A definition (a
 * table, a type, an extension) is made by an install; an upgrade changes it by hand. A job is made again, after all else.
 */
export type Statement = { text: string } & (
  | { kind: "routine"; routine: Routine }
  | { kind: "view"; name: string; definition: string }
  | { kind: "type"; name: string }
  /** relation: the table or sequence that it makes; null for any other definition. */
  | { kind: "definition"; relation: string | null }
  | { kind: "comment" | "job" }
);

export function parseStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let tokens: Token[] = [];
  for (const token of tokenize(sql)) {
    tokens.push(token);
    if (token.text !== ";") continue;
    statements.push(parseStatement(tokens));
    tokens = [];
  }
  const rest = normalize(tokens);
  if (rest !== "") throw new BuildError(`no semicolon ends: ${rest.slice(0, 80)}`);
  return statements;
}

function parseStatement(tokens: Token[]): Statement {
  const text = tokens
    .map((token) => token.text)
    .join("")
    .trim();
  const code = normalize(tokens);
  if (/^create or replace (function|procedure) /.test(code))
    return { text, kind: "routine", routine: parseRoutine(tokens) };
  const view = /^create or replace view ((?:dashboard_refresh|public)\.\w+) /.exec(code);
  if (view) return { text, kind: "view", name: String(view[1]), definition: code };
  const type = /^create type (dashboard_refresh\.\w+) /.exec(code);
  if (type) return { text, kind: "type", name: String(type[1]) };
  if (code.startsWith("comment on ")) return { text, kind: "comment" };
  if (/^(create (table|sequence|(unique )?index|schema|extension) |alter table |do )/.test(code))
    return { text, kind: "definition", relation: relationOf(code) };
  if (code.startsWith("select ")) return { text, kind: "job" };
  throw new BuildError(`${explain(code)}: ${normalize(codeOf(tokens)).slice(0, 80)}`);
}

function relationOf(code: string): string | null {
  return /^create (?:table|sequence) (dashboard_refresh\.\w+)/.exec(code)?.[1] ?? null;
}

function explain(code: string): string {
  if (/^(grant|revoke) /.test(code)) return "privileges are generated, leave them out";
  if (/^create (function|procedure|view) /.test(code)) return "write create or replace";
  return "the build does not know what an upgrade would do with this statement";
}
