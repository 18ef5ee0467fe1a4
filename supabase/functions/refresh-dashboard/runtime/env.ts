// What the function needs from its environment, checked once at the start. A missing value is reported, not thrown:
// without the trigger secret, say, everything but triggers still works.

import { resolveEnv } from "@supabase/server/core";
import * as z from "zod/mini";
import { usableTriggerSecret } from "./trigger-secret.ts";

export type SupabaseEnvironment = NonNullable<ReturnType<typeof resolveEnv>["data"]>;

export type Environment = {
  /** The project's URL, keys and sign-in keys; null when they cannot be used at all. */
  supabase: SupabaseEnvironment | null;
  /** Signing secrets of the trigger: one, or several while rotating. */
  triggerSecrets: string[];
  /** Tokens that open GET /metrics: none, one, or several while rotating. */
  scrapeTokens: string[];
  /** A sentence for each thing that is missing or malformed. Names variables, never values. */
  problems: string[];
  /** Every secret value known, to be kept out of the log. */
  secretValues: string[];
};

/** As many characters as 16 bytes take in base64: fewer can be guessed. */
const SHORTEST_TOKEN = 22;

const OwnVariables = z.object({
  REFRESH_DASHBOARD_TRIGGER_SECRET: z._default(z.string(), ""),
  REFRESH_DASHBOARD_SCRAPE_TOKEN: z._default(z.string(), ""),
});
const Keys = z.record(z.string(), z.string().check(z.minLength(1)));
const SupabaseVariables = z.looseObject({
  url: z.url({ protocol: /^https?$/ }),
  publishableKeys: Keys,
  secretKeys: Keys,
});

/**
 * Reads and checks the environment.
 *
 * @param variables the environment as an object.
 * @param resolved what `@supabase/server` made of the SUPABASE_* variables, plural and singular forms alike.
 * @returns the environment; never throws.
 */
export function readEnvironment(
  variables: Record<string, string | undefined>,
  resolved: Pick<ReturnType<typeof resolveEnv>, "data"> = resolveEnv(),
): Environment {
  const problems: string[] = [];
  const own = OwnVariables.parse(variables);
  const words = wordsOf(own.REFRESH_DASHBOARD_TRIGGER_SECRET);
  const triggerSecrets = words.filter(usableTriggerSecret);
  if (triggerSecrets.length < words.length) {
    problems.push(
      "REFRESH_DASHBOARD_TRIGGER_SECRET holds a secret that is not 24 to 64 bytes in base64; it is ignored.",
    );
  }
  if (triggerSecrets.length === 0) {
    problems.push("REFRESH_DASHBOARD_TRIGGER_SECRET is missing; triggers are refused.");
  }
  const tokens = wordsOf(own.REFRESH_DASHBOARD_SCRAPE_TOKEN);
  const scrapeTokens = tokens.filter((token) => token.length >= SHORTEST_TOKEN);
  if (scrapeTokens.length < tokens.length) {
    problems.push(
      `REFRESH_DASHBOARD_SCRAPE_TOKEN holds a token of less than ${SHORTEST_TOKEN} characters; it is ignored.`,
    );
  }

  const usable = SupabaseVariables.safeParse(resolved.data);
  if (!usable.success)
    problems.push("SUPABASE_URL or the SUPABASE_*_KEYS are missing or malformed; nothing can work.");
  const supabase = usable.success ? resolved.data : null;
  const secretKeys = Object.values(supabase?.secretKeys ?? {});
  if (supabase && secretKeys.length === 0) {
    problems.push("SUPABASE_SECRET_KEYS is missing or malformed; the database is out of reach.");
  }
  return {
    supabase,
    triggerSecrets,
    scrapeTokens,
    problems,
    secretValues: [...words, ...tokens, ...secretKeys],
  };
}

const wordsOf = (value: string): string[] => value.split(/\s+/).filter(Boolean);
