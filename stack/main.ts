// npm run stack -- up | down | status | reset | env
import { readConfig, type StackConfig } from "./config.ts";
import { down, reset } from "./down.ts";
import { stackEnv } from "./env.ts";
import { StackError, UsageError } from "./errors.ts";
import { describeStatus } from "./status.ts";
import { up } from "./up.ts";

const USAGE = `usage: npm run stack -- <command>
  up      start the stack in the background, or repair it; returns when it answers
  down    stop all of it; the data stays
  status  what runs, and where
  reset   remove all data and start afresh
  env     KEY=value lines for clients
STACK_PORT (54321) and STACK_DIR (.stack) move it, so that several can run side by side.`;

const COMMANDS: Record<string, (config: StackConfig) => Promise<void>> = {
  up: (config) => up(config),
  down: (config) => down(config),
  reset: (config) => reset(config),
  status: async (config) => console.log(await describeStatus(config)),
  env: async (config) => {
    for (const [name, value] of Object.entries(stackEnv(config))) console.log(`${name}=${value}`);
  },
};

const [name = "", ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined || rest.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
try {
  await command(readConfig());
} catch (error) {
  console.error(error instanceof StackError ? `stack: ${error.message}` : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
