// The other side of a deploy: its database for statements, and the words by which the Supabase CLI is sent there.
import type { Query } from "../../database/connect.ts";
import type { DatabaseUrl } from "../../database/find-url.ts";
import type { Deps } from "../../deps.ts";
import { queryLinked } from "../../supabase/query-linked.ts";
import { splitPassword } from "../../supabase/split-password.ts";
import type { Target } from "./choose-target.ts";
import { remoteWords } from "./commands.ts";

export interface Remote {
  query: Query;
  /** `--remote=…` of the database, without a password. */
  databaseWord: string;
  /** `--remote=…` of the project on the platform; empty where there is none. */
  word: string;
  /** What the CLI needs beside it. */
  env: Record<string, string>;
  /** Values that must not be shown. */
  secrets: string[];
}

export async function withRemote<Result>(
  deps: Deps,
  { rootDir, target, secrets }: { rootDir: string; target: Target; secrets: string[] },
  work: (remote: Remote) => Promise<Result>,
): Promise<Result> {
  const words = remoteWords(target);
  const named = target.kind === "platform" ? target.database : target;
  if (target.kind === "platform" && named === null) {
    const query = queryLinked(deps.runSupabase, { ref: target.ref, cwd: rootDir, secrets });
    return work({ query, databaseWord: words.database, word: words.project, env: {}, secrets });
  }
  const { url: whole, source } = named as DatabaseUrl;
  const { env } = splitPassword(whole);
  const database = await deps.connect(whole, source);
  const cancel = () => database.cancel();
  deps.signal.addEventListener("abort", cancel);
  try {
    return await work({
      query: database.query,
      databaseWord: words.database,
      word: words.project,
      env,
      secrets: [...secrets, ...Object.values(env)],
    });
  } finally {
    deps.signal.removeEventListener("abort", cancel);
    await database.end();
  }
}
