#!/usr/bin/env node
// refresh-dashboard <command>: wires the command line together.
import { COMMANDS } from "./commands/index.ts";
import { connect } from "./database/connect.ts";
import { openAssets } from "./package/assets.ts";
import { runProgram } from "./program.ts";
import { createRunSupabase } from "./supabase/run-supabase.ts";
import { ask } from "./terminal/ask.ts";
import { watchInterrupts } from "./terminal/interrupts.ts";

const interrupts = watchInterrupts();
const { signal } = interrupts;
process.exitCode = await runProgram(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  env: process.env,
  now: () => new Date(),
  progress: (line) => process.stderr.write(`${line}\n`),
  ask: (question) => ask(question, signal),
  assets: openAssets(),
  runSupabase: createRunSupabase(process.cwd(), process.env, signal),
  connect,
  signal,
  writeOut: (text) => process.stdout.write(text),
  writeErr: (text) => process.stderr.write(text),
});
interrupts.stop();
