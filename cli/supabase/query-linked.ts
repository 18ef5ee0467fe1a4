// Statements to a project's database through the Supabase CLI, which needs no password of the database: `supabase db query`.
import { z } from "zod";
import type { Query } from "../database/connect.ts";
import { CliError } from "../terminal/errors.ts";
import { callSupabase } from "./call-supabase.ts";
import { withPrivateFile } from "./private-file.ts";
import type { RunSupabase } from "./run-supabase.ts";

const rowsSchema = z.array(z.record(z.string(), z.unknown()));

export interface LinkedOptions {
  ref: string;
  cwd: string;
  /** Values that must not be shown where a statement fails. */
  secrets: string[];
}

/** Parameters are written into the statement, which goes by a file of its own: words are seen in process lists. */
export function queryLinked(runSupabase: RunSupabase, { ref, cwd, secrets }: LinkedOptions): Query {
  return (sql, parameters = []) =>
    withPrivateFile("statement.sql", withLiterals(sql, parameters), async (file) => {
      const words = ["db", "query", `--remote=${ref}`, "--file", file, "--output", "json"];
      const { stdout } = await callSupabase(runSupabase, [...words, "--agent", "no", "--yes"], {
        cwd,
        secrets,
      });
      return readRows(stdout);
    });
}

/** `$1` and so on as literals. A statement's own texts must have none of these in them. */
export function withLiterals(sql: string, parameters: unknown[]): string {
  return sql.replaceAll(/\$(\d+)/g, (_, number: string) => literalOf(parameters[Number(number) - 1]));
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = String(value);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

function readRows(text: string): Record<string, unknown>[] {
  try {
    return rowsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError("supabase_cli_failed", "supabase db query wrote no rows that can be read", {
      hint: "Install the newest Supabase CLI in the project: npm install --save-dev supabase@latest",
      cause,
    });
  }
}
