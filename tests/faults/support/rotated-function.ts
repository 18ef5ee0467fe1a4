// The Edge Function with another trigger secret in its environment, as after `supabase secrets set`.
import { restartPart, setFunctionSecrets } from "../../../stack/index.ts";
import { stackUnderTest } from "../../support/stack-under-test.ts";
import { untilAnswers } from "./parts.ts";

/** Until `during` ends, the function accepts these trigger secrets, several separated by spaces, and no others. */
export async function withFunctionThatAccepts(
  triggerSecrets: string,
  during: () => Promise<void>,
): Promise<void> {
  await restartWith({ REFRESH_DASHBOARD_TRIGGER_SECRET: triggerSecrets });
  try {
    await during();
  } finally {
    await restartWith({});
  }
}

async function restartWith(secrets: Record<string, string>): Promise<void> {
  setFunctionSecrets(stackUnderTest(), secrets);
  await restartPart(stackUnderTest(), "functions");
  await untilAnswers("functions");
}
