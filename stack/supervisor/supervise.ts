// Keeps one part running: starts it, starts it again when it dies, and stops it when asked.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part, PartName } from "../parts/list-parts.ts";
import { identify, type ProcessIdentity } from "../process/identity.ts";

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
/** After so long a life a death counts as the first again. */
const SETTLED_MS = 10_000;
const STOP_GRACE_MS = 3_000;

export interface PartState {
  name: PartName;
  wanted: boolean;
  process: ProcessIdentity | null;
  restarts: number;
  version: string | null;
}

export interface SupervisedPart {
  state: () => PartState;
  start: () => void;
  stop: () => Promise<void>;
}

export function supervise(part: Part, logFd: number, onChange: () => void): SupervisedPart {
  let child: ChildProcess | undefined;
  let backoff: NodeJS.Timeout | undefined;
  let backoffMs = FIRST_BACKOFF_MS;
  let startedAt = 0;
  const state: PartState = { name: part.name, wanted: false, process: null, restarts: 0, version: null };

  function launch(): void {
    startedAt = performance.now();
    state.version = part.version();
    // The kernel ends it with the supervisor, however that dies: nothing is left behind.
    child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...part.command], {
      cwd: part.cwd,
      env: part.env(),
      stdio: ["ignore", logFd, logFd],
    });
    state.process = child.pid === undefined ? null : (identify(child.pid) ?? null);
    child.once("error", onExit);
    child.once("exit", onExit);
    onChange();
  }

  function onExit(): void {
    child = undefined;
    state.process = null;
    if (state.wanted) {
      if (performance.now() - startedAt > SETTLED_MS) backoffMs = FIRST_BACKOFF_MS;
      backoff = setTimeout(() => {
        state.restarts += 1;
        launch();
      }, backoffMs);
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
    }
    onChange();
  }

  return {
    state: () => state,
    start() {
      if (state.wanted) return;
      state.wanted = true;
      backoffMs = FIRST_BACKOFF_MS;
      if (child === undefined) launch();
    },
    async stop() {
      state.wanted = false;
      clearTimeout(backoff);
      const stopping = child;
      if (stopping === undefined) return;
      const exited = new Promise((resolve) => stopping.once("exit", resolve));
      stopping.kill("SIGTERM");
      // A paused process takes no signal but these two.
      stopping.kill("SIGCONT");
      await Promise.race([exited, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
      stopping.kill("SIGKILL");
      await exited;
    },
  };
}
