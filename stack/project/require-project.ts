// Refuses a folder that holds no project before anything is started for it.
import { existsSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { StackError } from "../terminal/errors.ts";

export function requireProject({ projectDir, supabaseDir }: StackConfig): void {
  if (existsSync(path.join(supabaseDir, "config.toml"))) return;
  throw new StackError(
    `there is no supabase/config.toml in ${projectDir}; make one there with: supabase init`,
  );
}
