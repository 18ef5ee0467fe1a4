// Loaded before the program: sends it SIGNAL at its SIGNAL_AT-th step on the disk. Says on stderr how many there were.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const signalAt = Number(process.env.SIGNAL_AT ?? 0);
let steps = 0;
for (const name of ["openSync", "writeFileSync", "fsyncSync", "renameSync", "mkdirSync", "rmSync"]) {
  const original = fs[name];
  fs[name] = (...args) => {
    const isRead = name === "openSync" && (args[1] ?? "r") === "r";
    if (!isRead) {
      steps += 1;
      if (steps === signalAt) process.kill(process.pid, process.env.SIGNAL);
    }
    return original(...args);
  };
}
syncBuiltinESMExports();
process.on("exit", () => process.stderr.write(`steps: ${steps}\n`));
