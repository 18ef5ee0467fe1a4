// The commands, in the order of the help.
import type { Command } from "../command.ts";
import { manage } from "./manage.ts";
import { unmanage } from "./unmanage.ts";

export const COMMANDS: Command[] = [manage, unmanage];
