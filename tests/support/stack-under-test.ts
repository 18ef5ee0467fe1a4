// The stack under test, as its owner sees it: for tests that stop, kill and crash what is in it.
import { readConfig, type StackConfig } from "../../stack/index.ts";
import { env } from "./stack.ts";

/** Refuses when STACK_PORT and STACK_DIR name another stack than the one that the tests talk to. */
export function stackUnderTest(): StackConfig {
  const config = readConfig();
  if (new URL(env.SUPABASE_DB_URL).port !== String(config.ports.database)) {
    throw new Error(
      "STACK_PORT and STACK_DIR name another stack than SUPABASE_DB_URL does; not touching that",
    );
  }
  return config;
}
