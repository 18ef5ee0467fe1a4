// Which objects a source of the database part makes, and which ones it names in code; comments and strings do not count.
import type { Source } from "../../../scripts/sql/sources.ts";
import { codeOf, contentOfBody, type Token, tokenize } from "../../../scripts/sql/tokens.ts";

export function madeBy(source: Source): string[] {
  return source.statements.flatMap((statement) => {
    if (statement.kind === "routine") return [statement.routine.name];
    // In public a function may have the name too.
    if (statement.kind === "view" && statement.name.startsWith("public.")) return [`view ${statement.name}`];
    if (statement.kind === "view" || statement.kind === "type") return [statement.name];
    if (statement.kind !== "definition") return [];
    const [, table, index] =
      /^create (?:(?:table|sequence) dashboard_refresh\.(\w+)|(?:unique )?index (\w+))/m.exec(
        statement.text,
      ) ?? [];
    return (table ?? index) ? [`dashboard_refresh.${table ?? index}`] : [];
  });
}

/** Qualified by dashboard_refresh, in the order in which they stand. */
export function namedBy(sql: string): string[] {
  return namesIn(codeOf(tokenize(sql)));
}

function namesIn(code: Token[]): string[] {
  return code.flatMap((token, index) => {
    const isCode = token.kind === "body" && ["as", "do"].includes(code[index - 1]?.text.toLowerCase() ?? "");
    if (isCode) return namedBy(contentOfBody(token));
    const isSchema = token.text === "dashboard_refresh" && code[index + 1]?.text === ".";
    return isSchema ? [`dashboard_refresh.${code[index + 2]?.text}`] : [];
  });
}
