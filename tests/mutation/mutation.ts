// A mutation: a small mistake put into the product on purpose, which a named test must notice.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export const REPOSITORY = path.resolve(import.meta.dirname, "../..");

export interface Mutation {
  /** What is wrong with the product then. */
  name: string;
  /** Of the repository. Of a SQL file, what changes must lie in a function, procedure or view, which can be replaced. */
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
  /** The file of the test that must fail: pgTAP or e2e for SQL, unit for TypeScript. */
  killedBy: string;
}

/** Why the mutation cannot be made, and what to do; undefined when it can. */
export function whyStale({ file, find, replace, killedBy }: Mutation): string | undefined {
  const inList = `its entry in tests/mutation/${file.endsWith(".sql") ? "sql" : "typescript"}.ts`;
  if (find === replace) return `find and replace are the same; mend ${inList}`;
  if (!existsSync(path.join(REPOSITORY, killedBy))) {
    return `there is no ${killedBy}: name, in ${inList}, the test that watches this now`;
  }
  if (!existsSync(path.join(REPOSITORY, file))) {
    return `there is no ${file}: look where the code went (git log --follow), and name that file in ${inList}`;
  }
  const found = readFileSync(path.join(REPOSITORY, file), "utf8").split(find).length - 1;
  if (found === 1) return undefined;
  if (found > 1) {
    return `${quote(find)} stands ${found} times in ${file}: make find, in ${inList}, longer, so that it stands there once`;
  }
  return (
    `${quote(find)} does not stand in ${file} any more. Where the same thing is written in other words, put these into find ` +
    `and replace of ${inList}; where it is done elsewhere, name that file; where nothing does it any more, put another ` +
    "mutation in its place, of what took over"
  );
}

export function mutate(source: string, { find, replace }: Pick<Mutation, "find" | "replace">): string {
  return source.split(find).join(replace);
}

const quote = (text: string) => JSON.stringify(text);
