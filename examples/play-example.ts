// Serves a copy of an example's project, installs Refresh Dashboard in it as its user would, and shows a change arrive.
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { readConfig, reset, runCommand, type StackConfig, stackEnv, up } from "../stack/index.ts";
import type { Example } from "./read-example.ts";

/** The next tick is a minute away at most, and a view over a view a minute more. */
const DEADLINE_MS = 240_000;

type Print = (line: string) => void;

/** Where a copy of the example is served from: nothing is written into the example itself. */
export function readExampleConfig({ name }: Example, env: NodeJS.ProcessEnv): StackConfig {
  const dir = env.STACK_DIR || `.stack-example-${name}`;
  const { dir: stackDir } = readConfig({ STACK_DIR: dir });
  return readConfig({
    STACK_PORT: env.STACK_PORT || "54621",
    STACK_DIR: dir,
    // Beside it: a reset empties the stack's own folder.
    STACK_PROJECT_DIR: `${stackDir}-project`,
  });
}

/** From nothing, whatever was played before; leaves the stack running. */
export async function playExample(example: Example, config: StackConfig, print: Print): Promise<void> {
  rmSync(config.projectDir, { recursive: true, force: true });
  cpSync(path.join(example.dir, "supabase"), config.supabaseDir, { recursive: true });
  const progress: Print = (line) => print(`  ${line}`);
  const install = async (words: string[]) => {
    print(`$ refresh-dashboard ${words.map(quote).join(" ")}`);
    await runOwn(words, config);
    await up(config, progress);
  };

  print(`The project as it is, in ${config.projectDir}`);
  await reset(config, progress);
  await install(["init"]);
  for (const words of example.manage) await install(["manage", ...words, "--yes"]);

  const sql = postgres(stackEnv(config).SUPABASE_DB_URL, { max: 1, onnotice: () => {} });
  try {
    await show(example, sql, print);
  } finally {
    await sql.end();
  }
}

async function show({ change, shows, truth }: Example, sql: Sql, print: Print): Promise<void> {
  const answer = async (query: string) => Number((await sql.unsafe(query))[0]?.answer);
  print("");
  print(`${shows.what}: ${await answer(shows.sql)}`);
  print(change.what);
  await sql.unsafe(change.sql);
  const wanted = await answer(truth);
  print(`${shows.what}: ${await answer(shows.sql)}; it should be ${wanted}`);

  const start = performance.now();
  while ((await answer(shows.sql)) !== wanted) {
    if (performance.now() - start > DEADLINE_MS)
      throw new Error(`the view was not refreshed within ${DEADLINE_MS / 60_000} minutes`);
    await sleep(500);
  }
  print(`${shows.what}: ${wanted}, ${Math.round((performance.now() - start) / 1000)} s later`);
}

/** The command line of this repository, in the copy. */
async function runOwn(words: string[], config: StackConfig): Promise<void> {
  const tsx = path.join(config.repoDir, "node_modules", ".bin", "tsx");
  await runCommand([tsx, path.join(config.repoDir, "cli", "main.ts"), ...words], {
    cwd: config.projectDir,
    env: { ...process.env, SUPABASE_DB_URL: stackEnv(config).SUPABASE_DB_URL },
  });
}

const quote = (word: string) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`);
