// Brings the supervisor and its parts up, repairing what is half dead, and takes them down without leaving anything.
import { spawn } from "node:child_process";
import { ensureBuild } from "../parts/build.ts";
import { probePart } from "../parts/health.ts";
import { listParts, type Part, stackEnvironment } from "../parts/list-parts.ts";
import { findPrograms, type Programs } from "../parts/programs.ts";
import type { StackConfig } from "../place/config.ts";
import { openLog, tailOfLog } from "../place/logs.ts";
import { requireFreePorts } from "../place/ports.ts";
import type { Secrets } from "../place/secrets.ts";
import type { Installation } from "../postgres/installation.ts";
import { isAlive, isPaused, signal } from "../process/identity.ts";
import { pollUntil } from "../process/poll.ts";
import { StackError } from "../terminal/errors.ts";
import type { Progress } from "../terminal/progress.ts";
import { orderPart, orderShutdown, queryState } from "./client.ts";
import { readState, removeState, type SupervisorState } from "./state.ts";

const START_DEADLINE_MS = 30_000;
const HEALTHY_DEADLINE_MS = 3_000;

interface Stack {
  config: StackConfig;
  secrets: Secrets;
  installation: Installation;
  progress: Progress;
}

export async function ensureParts(stack: Stack, schemaChanged: boolean): Promise<void> {
  const { config, secrets, installation, progress } = stack;
  const programs = findPrograms(config);
  await ensureBuild(config, programs);
  const parts = listParts(config, secrets, programs, installation);
  const state = await queryState(config);
  if (state !== undefined && isCurrent(config, state, programs, parts)) {
    for (const part of parts) {
      const isSchemaStale = schemaChanged && part.name === "rest";
      if (!isSchemaStale && (await isHealthy(stack, part, state))) continue;
      progress(`restarting ${part.name}`);
      await orderPart(config, part.name, "restart");
    }
  } else {
    await stopParts(config);
    progress(`starting ${parts.map((part) => part.name).join(", ")}`);
    await startSupervisor(config, programs);
  }
  await Promise.all(parts.map((part) => waitFor(stack, part, START_DEADLINE_MS)));
}

export async function stopParts(config: StackConfig): Promise<void> {
  const answered = await queryState(config);
  const last = answered ?? readState(config);
  if (last === undefined) return;
  const processes = [last.supervisor, ...last.parts.map((part) => part.process ?? undefined)];
  const gone = async () => {
    const left = processes.filter(isAlive).map((process) => process.pid);
    return left.length === 0 ? undefined : `still there: ${left.join(", ")}`;
  };
  if (answered !== undefined && (await orderShutdown(config))) {
    await pollUntil("the stop of the stack's processes", gone, { deadlineMs: 10_000 }).catch(() => {});
  }
  for (const process of processes) signal(process, "SIGKILL");
  await pollUntil("the end of the stack's processes", gone, { deadlineMs: 5_000 });
  removeState(config);
}

async function startSupervisor(config: StackConfig, programs: Programs): Promise<void> {
  const { gateway, rest, functions } = config.ports;
  await requireFreePorts([gateway, rest, functions]);
  const logFd = openLog(config, "supervisor");
  const [file = "", ...args] = programs.commandOf("supervisor/server.ts");
  const supervisor = spawn(file, args, {
    cwd: config.repoDir,
    env: stackEnvironment(config),
    detached: true,
    stdio: ["ignore", logFd, logFd],
  });
  supervisor.unref();
  const answers = async () => ((await queryState(config)) === undefined ? "it does not answer" : undefined);
  await pollUntil("the start of the supervisor", answers, { deadlineMs: 20_000 }).catch((error) => {
    throw new StackError(`${error.message}\n${tailOfLog(config, "supervisor")}`);
  });
}

/** Whether this supervisor runs the code and the set of parts that it would if it started now. */
function isCurrent(
  { projectDir }: StackConfig,
  state: SupervisorState,
  { version }: Programs,
  parts: Part[],
): boolean {
  const names = (list: { name: string }[]) => list.map((part) => part.name).join();
  return state.version === version && state.projectDir === projectDir && names(state.parts) === names(parts);
}

async function isHealthy(stack: Stack, part: Part, state: SupervisorState): Promise<boolean> {
  const running = state.parts.find((candidate) => candidate.name === part.name);
  if (!running?.process || running.version !== part.version() || isPaused(running.process)) return false;
  return waitFor(stack, part, HEALTHY_DEADLINE_MS).then(
    () => true,
    () => false,
  );
}

async function waitFor({ config, secrets }: Stack, part: Part, deadlineMs: number): Promise<void> {
  const probe = () => probePart(part.name, config, secrets);
  await pollUntil(`the start of ${part.name}`, probe, { deadlineMs }).catch((error) => {
    throw new StackError(`${error.message}\n${tailOfLog(config, part.name)}`);
  });
}
