// The way that leads to the dashboard: over HTTP where that is configured, and on over SQL where the function does not answer
// and the database of the same project is named.
import type { CallName } from "../../client/types.ts";
import type { Deps } from "../deps.ts";
import type { Backend } from "./backend.ts";
import type { Target } from "./find-target.ts";
import { mayPassBySql } from "./translate-problem.ts";

/** Sent twice, it would arrive twice. */
const NEVER_REPEATED: readonly CallName[] = ["testAlert"];

/** Each way is read when it is taken: its modules take longer to load than the call takes. */
export async function openBackend({ http, database }: Target, deps: Deps): Promise<Backend> {
  const overSql = async (): Promise<Backend> => {
    if (database === null) throw new Error("no way leads over SQL");
    return (await import("./sql-backend.ts")).createSqlBackend(database, deps);
  };
  if (http === null) return overSql();
  const { createHttpBackend } = await import("./http-backend.ts");
  const first = createHttpBackend(http, deps);
  return database === null ? first : withSecondWay(first, overSql, deps);
}

function withSecondWay(first: Backend, openSecond: () => Promise<Backend>, deps: Deps): Backend {
  let taken = first;
  let hasAnswered = false;
  return {
    get kind() {
      return taken.kind;
    },
    get source() {
      return taken.source;
    },
    get manage() {
      return taken.manage;
    },
    call: async (name, input, limit) => {
      try {
        const answer = await taken.call(name, input, limit);
        hasAnswered = true;
        return answer;
      } catch (error) {
        const isStuck = taken === first && !hasAnswered && mayPassBySql(error);
        if (!isStuck || NEVER_REPEATED.includes(name)) throw error;
        taken = await openSecond();
        deps.progress(`${(error as Error).message}: going over SQL instead, by ${taken.source}.`);
        return taken.call(name, input, limit);
      }
    },
    leave: () => taken.leave(),
    end: () => taken.end(),
  };
}
