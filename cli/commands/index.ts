// The commands, in the order of the help.
import type { Command } from "../command.ts";
import { deploy } from "./deploy.ts";
import { init } from "./init/init.ts";
import { undeploy } from "./undeploy.ts";
import { upgrade } from "./upgrade/upgrade.ts";

export const COMMANDS: Command[] = [init, upgrade, deploy, undeploy];
