// A process that takes the lock of the stack in the folder it is given, says so, and never gives it back.
import { withLock } from "../../../stack/commands/lock.ts";
import { readConfig } from "../../../stack/place/config.ts";

await withLock(
  readConfig({ STACK_DIR: process.argv[2] }),
  () => {},
  () => new Promise(() => setInterval(() => {}, 1_000) && process.stdout.write("held\n")),
);
