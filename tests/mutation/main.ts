// npm run test:mutation: puts each mistake of the lists into the product, one at a time, and runs the test that must notice
// it. Arguments are parts of names, files or tests: only mutations that have them all are made. With SUPABASE_DB_URL set,
// SQL is changed in that database, whose stack must be one for tests; otherwise in a stack of its own.
import { down, readConfig, reset, StackError, stackEnv } from "../../stack/index.ts";
import { type Mutation, whyStale } from "./mutation.ts";
import type { Outcome } from "./outcome.ts";
import { undoMutant } from "./replace-statements.ts";
import { SQL_MUTATIONS } from "./sql.ts";
import { testSql } from "./test-sql.ts";
import { testTypeScript } from "./test-typescript.ts";
import { TYPESCRIPT_MUTATIONS } from "./typescript.ts";

const words = process.argv.slice(2);
const isChosen = ({ name, file, killedBy }: Mutation) =>
  words.every((word) => `${name} ${file} ${killedBy}`.includes(word));
const chosen = [...SQL_MUTATIONS, ...TYPESCRIPT_MUTATIONS].filter(isChosen);
/** A sentence for each thing that is not as it should be. */
const faults: string[] = [];
let killed = 0;

const startMs = performance.now();
const stack = process.env.SUPABASE_DB_URL ? undefined : ownStack();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void cleanUp().finally(() => process.exit(130)));
}
try {
  const fresh = chosen.filter((mutation) => {
    const why = whyStale(mutation);
    if (why !== undefined) faults.push(`STALE "${mutation.name}": ${why}`);
    return why === undefined;
  });
  const isSql = ({ file }: Mutation) => file.endsWith(".sql");
  await Promise.all([inDatabase(fresh.filter(isSql)), inMemory(fresh.filter((one) => !isSql(one)))]);
} catch (error) {
  faults.push(error instanceof StackError ? error.message : String(error));
} finally {
  await cleanUp();
}
for (const fault of faults) console.error(`mutation: ${fault}.`);
const seconds = Math.round((performance.now() - startMs) / 1000);
console.log(`${killed} of ${chosen.length} mutations killed in ${seconds} s`);
process.exit(faults.length > 0 || chosen.length === 0 ? 1 : 0);

async function inDatabase(mutations: Mutation[]): Promise<void> {
  if (mutations.length === 0) return;
  await stack?.start();
  await testSql(mutations, process.env.SUPABASE_DB_URL ?? "", hear);
}

async function inMemory(mutations: Mutation[]): Promise<void> {
  for (const outcome of await testTypeScript(mutations)) hear(outcome);
}

function hear(outcome: Outcome): void {
  const { name, file, killedBy } = outcome.mutation;
  if ("fault" in outcome) {
    faults.push(outcome.fault);
    return;
  }
  killed += 1;
  console.log(`killed: ${name} (${file})\n  by ${killedBy}: ${outcome.killedByTest}`);
}

async function cleanUp(): Promise<void> {
  await undoMutant();
  await stack?.stop();
}

function ownStack() {
  process.env.STACK_PORT = process.env.TEST_STACK_PORT ?? "55521";
  process.env.STACK_DIR = ".stack-mutation";
  const config = readConfig();
  let isOurs = false;
  return {
    async start() {
      await reset(config);
      isOurs = true;
      Object.assign(process.env, stackEnv(config));
    },
    async stop() {
      if (isOurs) await down(config);
    },
  };
}
