// The Edge Function with another trigger secret in its environment, at its own address, as after `supabase secrets set`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { functionCommand, functionDir, functionEnvironment } from "../../../stack/functions.ts";
import { openLog } from "../../../stack/logs.ts";
import { readSecrets } from "../../../stack/secrets.ts";
import { ownStack } from "../../support/own-stack.ts";
import { untilChainAnswers, withoutPart } from "./parts.ts";

/** Until `during` ends, the function accepts these trigger secrets, several separated by spaces, and no others. */
export async function withFunctionThatAccepts(
  triggerSecret: string,
  during: () => Promise<void>,
): Promise<void> {
  const config = ownStack();
  await withoutPart("functions", async () => {
    const [file = "", ...args] = functionCommand(config);
    const logFd = openLog(config, "functions-rotated");
    const child = spawn(file, args, {
      cwd: functionDir(config),
      env: functionEnvironment(config, { ...readSecrets(config.dir), triggerSecret }),
      stdio: ["ignore", logFd, logFd],
    });
    closeSync(logFd);
    const ended = once(child, "close");
    try {
      await untilChainAnswers();
      await during();
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  });
}
