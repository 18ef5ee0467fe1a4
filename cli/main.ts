#!/usr/bin/env node
// refresh-dashboard <command>: wires the command line together.
import { sleep } from "../client/sleep.ts";
import { COMMANDS } from "./commands/index.ts";
import type { Connect } from "./database/database.ts";
import { openAssets } from "./package/assets.ts";
import { runProgram } from "./program.ts";
import type { RunSupabase } from "./supabase/run-supabase.ts";
import { ask } from "./terminal/ask.ts";
import { watchInterrupts } from "./terminal/interrupts.ts";
import { readTerminal } from "./terminal/terminal.ts";

const interrupts = watchInterrupts(process.stdout);
const { signal } = interrupts;
/** Read when one is needed: many commands need no database, or not this one. */
const connect: Connect = async (...where) => (await import("./database/connect.ts")).connect(...where);
const runSupabase: RunSupabase = async (...call) => {
  const { createRunSupabase } = await import("./supabase/run-supabase.ts");
  return createRunSupabase(process.cwd(), process.env, signal)(...call);
};
process.exitCode = await runProgram(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  env: process.env,
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep,
  progress: (line) => process.stderr.write(`${line}\n`),
  terminal: readTerminal(process.stdout, process.stderr, process.env),
  ask: (question) => ask(question, signal),
  assets: openAssets(),
  runSupabase,
  connect,
  fetch: (...request) => globalThis.fetch(...request),
  signal,
  writeOut: (text) => process.stdout.write(text),
  writeErr: (text) => process.stderr.write(text),
});
interrupts.stop();
