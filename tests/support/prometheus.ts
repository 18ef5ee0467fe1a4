// Debian's Prometheus, promtool and SQL exporter, with the files of monitoring/ as they are but for addresses and passwords.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { eventually } from "./eventually.ts";

const INSTALL = path.join(import.meta.dirname, "install-prometheus.sh");
const INSTALL_LIMIT_MS = 280_000;

export const MONITORING = path.resolve(import.meta.dirname, "../../monitoring");

const Programs = z.tuple([z.string(), z.string(), z.string()]);
const Answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: z.unknown() }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);
const Vector = z.object({
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
  ),
});
export type Sample = { labels: Record<string, string>; value: number };

/** Where the programs are, which are fetched first where they are not. */
export async function findPrograms() {
  const { stdout } = await promisify(execFile)("bash", [INSTALL], { timeout: INSTALL_LIMIT_MS });
  const [prometheus, promtool, exporter] = Programs.parse(stdout.trim().split("\n"));
  return { prometheus, promtool, exporter };
}

/** Runs promtool on the files of monitoring/; what it prints, and whether it was content. */
export async function promtool(args: string[], input = ""): Promise<{ ok: boolean; output: string }> {
  const child = spawn((await findPrograms()).promtool, args, { cwd: MONITORING });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { ok: code === 0, output };
}

export interface Monitoring {
  /** Evaluates a query now. Throws what Prometheus says against it. */
  query: (promql: string) => Promise<Sample[]>;
  /** GET of Prometheus' API. */
  read: (resource: string) => Promise<unknown>;
  stop: () => Promise<void>;
}

/** What is scraped: the function with its token, and the database as a role that may do nothing else. */
export type Scraped = { functionsUrl: string; token: string; databaseUrl: string };

/** Starts an exporter, and a Prometheus that scrapes it and the function every second. */
export async function startMonitoring({ functionsUrl, token, databaseUrl }: Scraped): Promise<Monitoring> {
  const programs = await findPrograms();
  const dir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-monitoring-"));
  const [port, exporterPort] = [await findFreePort(), await findFreePort()];
  const children: ChildProcess[] = [];
  const start = (program: string, args: string[]) => {
    children.push(spawn(program, args, { cwd: dir, stdio: "ignore" }));
  };

  const exporter = parse(readFileSync(path.join(MONITORING, "sql-exporter.yml"), "utf8"));
  Object.assign(exporter.jobs[0], { interval: "1s", connections: [databaseUrl] });
  writeFileSync(path.join(dir, "sql-exporter.yml"), stringify(exporter));

  const { host, protocol } = new URL(functionsUrl);
  const config = parse(readFileSync(path.join(MONITORING, "prometheus.yml"), "utf8"));
  const [http, sql] = config.scrape_configs;
  writeFileSync(path.join(dir, "token"), token, { mode: 0o600 });
  Object.assign(http, { scheme: protocol.slice(0, -1), static_configs: [{ targets: [host] }] });
  http.authorization.credentials_file = path.join(dir, "token");
  sql.static_configs = [{ targets: [`127.0.0.1:${exporterPort}`] }];
  for (const job of [http, sql]) Object.assign(job, { scrape_interval: "1s", scrape_timeout: "1s" });
  config.rule_files = config.rule_files.map((file: string) => path.join(MONITORING, file));
  writeFileSync(path.join(dir, "prometheus.yml"), stringify(config));

  start(programs.exporter, [
    "-config.file",
    "sql-exporter.yml",
    "-web.listen-address",
    `127.0.0.1:${exporterPort}`,
  ]);
  start(programs.prometheus, [
    "--config.file=prometheus.yml",
    `--storage.tsdb.path=${path.join(dir, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ]);

  const read = async (resource: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${resource}`);
    const answer = Answer.parse(await response.json());
    if (answer.status === "error") throw new Error(answer.error);
    return answer.data;
  };
  const query = async (promql: string) => {
    const { result } = Vector.parse(await read(`query?query=${encodeURIComponent(promql)}`));
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
  const stop = async () => {
    const ended = children.filter((child) => child.exitCode === null).map((child) => once(child, "close"));
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(ended);
    rmSync(dir, { recursive: true, force: true });
  };

  try {
    await eventually(
      "both targets are up",
      async () => (await query("up == 1").catch(() => [])).map(({ labels }) => labels.job).sort(),
      (jobs) => jobs.length === 2,
      { deadlineMs: 60_000, everyMs: 250 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { query, read, stop };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
