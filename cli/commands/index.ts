// The commands, in the order of the help.
import type { Command } from "../command.ts";
import { init } from "./init/init.ts";
import { upgrade } from "./upgrade/upgrade.ts";

export const COMMANDS: Command[] = [init, upgrade];
