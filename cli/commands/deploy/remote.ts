// The other side of a deploy: its database for statements, and the words by which the Supabase CLI is sent there.
import type { Query } from "../../database/connect.ts";
import type { Deps } from "../../deps.ts";
import { queryLinked } from "../../supabase/query-linked.ts";
import { splitPassword } from "../../supabase/split-password.ts";
import type { Target } from "./choose-target.ts";

export interface Remote {
  query: Query;
  /** `--remote=…`, without a password. */
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
  if (target.kind === "platform") {
    const query = queryLinked(deps.runSupabase, { ref: target.ref, cwd: rootDir, secrets });
    return work({ query, word: `--remote=${target.ref}`, env: {}, secrets });
  }
  const { url, env } = splitPassword(target.url);
  const database = await deps.connect(target.url, target.source);
  const cancel = () => database.cancel();
  deps.signal.addEventListener("abort", cancel);
  try {
    return await work({
      query: database.query,
      word: `--remote=${url}`,
      env,
      secrets: [...secrets, ...Object.values(env)],
    });
  } finally {
    deps.signal.removeEventListener("abort", cancel);
    await database.end();
  }
}
