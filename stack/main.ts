// npm run stack -- up | down | status | reset | env

import { down, reset } from "./commands/down.ts";
import { clientEnv, stackEnv } from "./commands/env.ts";
import { atChosenPort, atRunningPort } from "./commands/running.ts";
import { describeStatus } from "./commands/status.ts";
import { up } from "./commands/up.ts";
import { readConfig, type StackConfig } from "./place/config.ts";
import { StackError, UsageError } from "./terminal/errors.ts";

const USAGE = `usage: npm run stack -- <command>
  up      start the stack in the background, or repair it; returns when it answers
  down    stop all of it; the data stays
  status  what runs, and where
  reset   remove all data and start afresh
  env     KEY=value lines for clients; with --all also the superuser's and the token signer's
STACK_PORT (54321) and STACK_DIR (.stack) move it, so that several can run side by side.
STACK_PROJECT_DIR names another project than this repository to serve: the folder that has supabase/.
STACK_LIKE_HOSTED=1 makes the database as strict as hosted projects are.
STACK_PG_BIN names a directory of PostgreSQL programs to use instead of the newest installed.`;

const COMMANDS: Record<string, (config: StackConfig) => Promise<void> | void> = {
  up: (config) => up(atChosenPort(config)),
  down: (config) => down(atChosenPort(config)),
  reset: (config) => reset(atChosenPort(config)),
  status: async (config) => console.log(await describeStatus(atRunningPort(config))),
  env: (config) => printVariables(clientEnv(atRunningPort(config))),
  "env --all": (config) => printVariables(stackEnv(atRunningPort(config))),
};

const name = process.argv.slice(2).join(" ");
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  console.error(USAGE);
  process.exit(2);
}
try {
  await command(readConfig());
} catch (error) {
  console.error(error instanceof StackError ? `stack: ${error.message}` : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

function printVariables(variables: Record<string, string>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  console.log(lines.join("\n"));
}
