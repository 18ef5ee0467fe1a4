// What the tests run against: a project that the environment names, with whatever it offers of what tests need. The
// embedded stack is one; supabase start and a hosted project are others, which offer less.

/** What some tests need of a target beyond its API and the role postgres. */
export type Need =
  | "superuser"
  | "authenticator"
  | "trigger secret"
  | "scrape token"
  | "token signer"
  | "sign-in"
  | "this machine"
  | "stack";

/** What each is needed for, and how a target offers it. */
export const NEEDS: Readonly<Record<Need, string>> = {
  superuser: "a superuser's session, SUPABASE_ADMIN_DB_URL",
  authenticator: "a session of the role authenticator, SUPABASE_AUTHENTICATOR_DB_URL",
  "trigger secret": "the secret that signs triggers, REFRESH_DASHBOARD_TRIGGER_SECRET",
  "scrape token": "the token that opens the metrics, REFRESH_DASHBOARD_SCRAPE_TOKEN",
  "token signer": "a key that signs access tokens, SUPABASE_JWT_SECRET and SUPABASE_JWT_KEY_ID",
  "sign-in": "users with a role, whom such a key or TEST_SIGN_UP=1 makes",
  "this machine": "to reach a server on this machine, TEST_RECEIVER_HOST",
  stack: "the processes, logs and ports of the embedded stack",
};

/** Each variable, and what `supabase status -o env` calls it. */
const REQUIRED = {
  SUPABASE_URL: "API_URL",
  SUPABASE_DB_URL: "DB_URL",
  SUPABASE_SECRET_KEY: "SECRET_KEY",
  SUPABASE_PUBLISHABLE_KEY: "PUBLISHABLE_KEY",
} as const;

/** A connection to it fails, with this name in the message: for what a test that is skipped names all the same. */
const NOT_OFFERED = "postgresql://nobody@this-target-does-not-offer-it.invalid/postgres";

type Variables = Readonly<Record<string, string | undefined>>;

export type Target = {
  env: Record<keyof typeof REQUIRED, string> & {
    FUNCTIONS_URL: string;
    SUPABASE_ADMIN_DB_URL: string;
    SUPABASE_AUTHENTICATOR_DB_URL: string;
    REFRESH_DASHBOARD_TRIGGER_SECRET: string;
    REFRESH_DASHBOARD_SCRAPE_TOKEN: string;
    SUPABASE_JWT_SECRET: string;
    SUPABASE_JWT_KEY_ID: string;
    TEST_RECEIVER_HOST: string;
  };
  offered: ReadonlySet<Need>;
};

/**
 * Reads a target from variables.
 *
 * @param stackDatabaseUrl the database of the embedded stack that this process may stop and start; null where there is none.
 * @throws Error when a variable is missing that every test needs.
 */
export function readTarget(variables: Variables, stackDatabaseUrl: string | null): Target {
  const value = (name: string) => variables[name]?.trim() || undefined;
  const required = Object.entries(REQUIRED).map(
    ([name, ofCli]) => [name, value(name) ?? value(ofCli)] as const,
  );
  const missing = required.filter(([, found]) => found === undefined).map(([name]) => name);
  if (missing.length > 0)
    throw new Error(
      `these tests need a running target, and there is no ${missing.join(", no ")}: npm test starts one`,
    );
  const env = Object.fromEntries(required) as Target["env"];
  const isStack = stackDatabaseUrl !== null && stackDatabaseUrl === env.SUPABASE_DB_URL;
  const signer = value("SUPABASE_JWT_SECRET") && value("SUPABASE_JWT_KEY_ID");
  const receiver = value("TEST_RECEIVER_HOST") ?? (isStack ? "127.0.0.1" : undefined);
  const offers: Record<Need, unknown> = {
    superuser: value("SUPABASE_ADMIN_DB_URL"),
    authenticator: value("SUPABASE_AUTHENTICATOR_DB_URL"),
    "trigger secret": value("REFRESH_DASHBOARD_TRIGGER_SECRET"),
    "scrape token": value("REFRESH_DASHBOARD_SCRAPE_TOKEN"),
    "token signer": signer,
    "sign-in": signer || value("TEST_SIGN_UP") === "1",
    "this machine": receiver,
    stack: isStack,
  };
  return {
    env: {
      ...env,
      FUNCTIONS_URL: value("FUNCTIONS_URL") ?? `${env.SUPABASE_URL.replace(/\/+$/, "")}/functions/v1`,
      SUPABASE_ADMIN_DB_URL: value("SUPABASE_ADMIN_DB_URL") ?? NOT_OFFERED,
      SUPABASE_AUTHENTICATOR_DB_URL: value("SUPABASE_AUTHENTICATOR_DB_URL") ?? NOT_OFFERED,
      REFRESH_DASHBOARD_TRIGGER_SECRET: value("REFRESH_DASHBOARD_TRIGGER_SECRET") ?? "",
      REFRESH_DASHBOARD_SCRAPE_TOKEN: value("REFRESH_DASHBOARD_SCRAPE_TOKEN") ?? "",
      SUPABASE_JWT_SECRET: value("SUPABASE_JWT_SECRET") ?? "not offered",
      SUPABASE_JWT_KEY_ID: value("SUPABASE_JWT_KEY_ID") ?? "not offered",
      TEST_RECEIVER_HOST: receiver ?? "this-target-does-not-offer-it.invalid",
    },
    offered: new Set((Object.keys(NEEDS) as Need[]).filter((need) => offers[need])),
  };
}

/** Marks a test that was left out, in its name, where every reporter shows it. */
const REASON = /\[left out: (.+?)\]/;

/** What a skipped test's name ends in; null when the target offers all of it. */
export function reasonToSkip(offered: ReadonlySet<Need>, needs: readonly Need[]): string | null {
  const lacking = needs.filter((need) => !offered.has(need)).map((need) => NEEDS[need]);
  return lacking.length === 0 ? null : `[left out: the target does not offer ${lacking.join("; nor ")}]`;
}

/** How many tests were left out for which reason; null is for those whose name says none. */
export function countSkipped(names: readonly string[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const name of names) {
    const reason = REASON.exec(name)?.[1] ?? null;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
