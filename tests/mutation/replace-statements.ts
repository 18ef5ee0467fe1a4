// Puts a mutant of a SQL file into the running database, and the original back.
import { readFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import { parseStatements } from "../../scripts/sql/statements.ts";
import { type Mutation, mutate, REPOSITORY } from "./mutation.ts";

/** Puts back what is changed now; for a run that is ended in the middle. */
let undo = async () => {};
export const undoMutant = (): Promise<void> => undo();

/** @throws when what the mutation changes cannot be replaced, or is no SQL. */
export async function withMutant<T>(
  sql: postgres.Sql,
  mutation: Mutation,
  work: () => Promise<T>,
): Promise<T> {
  const source = readFileSync(path.join(REPOSITORY, mutation.file), "utf8");
  const originals = parseStatements(source);
  const mutants = parseStatements(mutate(source, mutation));
  const changed = originals
    .map((original, index) => ({ original, mutant: mutants[index] }))
    .filter(({ original, mutant }) => original.text !== mutant?.text);
  for (const { original } of changed) {
    if (original.kind !== "routine" && original.kind !== "view")
      throw new Error(
        `a ${original.kind} cannot be replaced in a running database: ${original.text.slice(0, 60)}`,
      );
  }
  undo = async () => {
    for (const { original } of changed) await sql.unsafe(original.text);
    undo = async () => {};
  };
  try {
    for (const { mutant } of changed) await sql.unsafe(mutant?.text ?? "");
    return await work();
  } finally {
    await undo();
  }
}
