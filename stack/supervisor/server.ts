// The one process that `up` leaves behind beside PostgreSQL: it owns the parts, and takes orders on a socket.
import { rmSync } from "node:fs";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { listParts } from "../parts/list-parts.ts";
import { findPrograms } from "../parts/programs.ts";
import { readConfig } from "../place/config.ts";
import { openLog } from "../place/logs.ts";
import { readSecrets } from "../place/secrets.ts";
import { findInstallation } from "../postgres/installation.ts";
import { identify } from "../process/identity.ts";
import { controlSocket, type SupervisorState, writeState } from "./state.ts";
import { supervise } from "./supervise.ts";

const config = readConfig();
const programs = findPrograms(config);
const parts = listParts(config, readSecrets(config.dir), programs, findInstallation()).map((part) =>
  supervise(part, openLog(config, part.name), saveState),
);
const own: SupervisorState["supervisor"] = identify(process.pid) ?? { pid: process.pid, startTicks: "" };
const { version } = programs;

const control = new Hono()
  .get("/state", (c) => c.json(currentState()))
  .post("/parts/:name/:order", async (c) => {
    const { name, order } = c.req.param();
    const part = parts.find((candidate) => candidate.state().name === name);
    if (part === undefined) return c.json({ message: `there is no part ${name}` }, 404);
    if (order === "stop" || order === "restart") await part.stop();
    if (order === "start" || order === "restart") part.start();
    return c.json(currentState());
  })
  .post("/shutdown", (c) => {
    setImmediate(shutDown);
    return c.json({});
  });

rmSync(controlSocket(config), { force: true });
createAdaptorServer({ fetch: control.fetch }).listen(controlSocket(config));
for (const part of parts) part.start();
for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, shutDown);

async function shutDown(): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
  rmSync(controlSocket(config), { force: true });
  process.exit(0);
}

function currentState(): SupervisorState {
  return {
    supervisor: own,
    version,
    projectDir: config.projectDir,
    parts: parts.map((part) => part.state()),
  };
}

function saveState(): void {
  writeState(config, currentState());
}
