// What a stranger's shell has: nothing that says where this repository is, or a stack of it, and none of its programs.
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";

/** `toolsDir` comes first in PATH, and has what the Supabase CLI keeps at home. */
export function strangersEnvironment(toolsDir: string): Record<string, string> {
  const places = (process.env.PATH ?? "").split(":").filter((place) => !isOurs(place));
  return {
    ...withoutOurs(process.env),
    PATH: [toolsDir, ...places].join(":"),
    NO_COLOR: "1",
    SUPABASE_HOME: path.join(toolsDir, "home"),
    SUPABASE_TELEMETRY_DISABLED: "1",
    SUPABASE_NO_UPDATE_NOTIFIER: "1",
    SUPABASE_NO_KEYRING: "1",
  };
}

/** npx puts them there, as it does those of every folder above. */
const isOurs = (place: string) => path.resolve(place).startsWith(`${findRepository()}${path.sep}`);

function withoutOurs(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !/^(SUPABASE_|STACK_|REFRESH_DASHBOARD_|VITEST|npm_|NODE_OPTIONS)/.test(entry[0]),
    ),
  );
}
