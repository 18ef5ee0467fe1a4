// The commands, in the order of the help.
import type { Command } from "../command.ts";
import { deploy } from "./deploy.ts";
import { init } from "./init/init.ts";
import { manage } from "./manage/manage.ts";
import { undeploy } from "./undeploy.ts";
import { unmanage } from "./unmanage/unmanage.ts";
import { upgrade } from "./upgrade/upgrade.ts";

export const COMMANDS: Command[] = [init, manage, unmanage, deploy, upgrade, undeploy];
