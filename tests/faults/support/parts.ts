// The stack's processes, taken away for a while, and how a test knows that they are back.
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  killPart,
  PART_NAMES,
  type PartName,
  partProcess,
  resumePart,
  startPart,
  startPostgres,
  stopPart,
} from "../../../stack/index.ts";
import { probePart } from "../../../stack/parts/health.ts";
import { readSecrets } from "../../../stack/place/secrets.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/stack.ts";
import { stackUnderTest } from "../../support/stack-under-test.ts";

// The driver under the REST API may fall with a crash of the server, and then that process starts again.
const DEADLINE = { deadlineMs: 60_000, everyMs: 100 };

/** Stops a part, and starts it again however `during` ends. */
export async function withoutPart(name: PartName, during: () => Promise<void>): Promise<void> {
  await stopPart(stackUnderTest(), name);
  try {
    await during();
  } finally {
    await startPart(stackUnderTest(), name);
    await untilAnswers(name);
  }
}

/** Whatever a test that failed has left: everything runs again. */
export async function mendStack(): Promise<void> {
  await startPostgres(stackUnderTest());
  for (const name of PART_NAMES) {
    if ((await partProcess(stackUnderTest(), name)) === null) await startPart(stackUnderTest(), name);
    else await resumePart(stackUnderTest(), name);
  }
  await untilChainAnswers();
}

export async function kill(name: PartName): Promise<void> {
  await killPart(stackUnderTest(), name);
}

export async function untilAnswers(name: PartName): Promise<void> {
  const config = stackUnderTest();
  const secrets = readSecrets(config.dir);
  await eventually(
    `${name} at work`,
    () => probePart(name, config, secrets),
    (missing) => missing === undefined,
    DEADLINE,
  );
  if (name === "functions" || name === "rest") await untilChainAnswers();
}

/** From the gateway through the function and the REST API to the database. */
export async function untilChainAnswers(): Promise<void> {
  await eventually(
    "the function reaches the database",
    async () => (await call("GET", "/status?view=public.mv_conversaciones_dashboard")).status,
    (status) => status === 200,
    DEADLINE,
  );
}

/** Waits until a request lies unread before a part that is frozen: the kernel took it, and nobody will answer. */
export async function untilUnreadBefore(port: number): Promise<void> {
  await eventually(
    `an unread request on port ${port}`,
    async () =>
      readFileSync("/proc/net/tcp", "utf8")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .some(([, local = "", , , queues = ""]) => {
          const isLocal = local.endsWith(`:${port.toString(16).toUpperCase().padStart(4, "0")}`);
          return isLocal && Number.parseInt(queues.split(":")[1] ?? "0", 16) > 0;
        }),
    (found) => found,
  );
}

/** Waits until a part has logged so many lines with these words. */
export async function untilLogged(name: PartName, times: number, ...words: string[]): Promise<void> {
  const file = path.join(stackUnderTest().logsDir, `${name}.log`);
  await eventually(
    `${times} × ${words.join(" ")} in the log of ${name}`,
    async () =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => words.every((word) => line.includes(word))).length,
    (count) => count >= times,
  );
}
