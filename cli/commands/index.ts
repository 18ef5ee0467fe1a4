// The commands, in the order of the help.
import type { Command } from "../command.ts";
import { init } from "./init/init.ts";

export const COMMANDS: Command[] = [init];
