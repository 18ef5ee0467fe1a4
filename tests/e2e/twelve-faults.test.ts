// From each of the twelve commonest faults to its repair: by the doctor alone, and by the command line alone.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../cli/support/run-cli.ts";
import { describeNeeding } from "../support/needing.ts";
import { call, env } from "../support/stack.ts";
import {
  type Fault,
  type Scene,
  type Struck,
  strike,
  TWELVE_FAULTS,
  withFault,
} from "../support/twelve-faults.ts";

const describe = describeNeeding("stack");
const OVER_HTTP = { FUNCTIONS_URL: env.FUNCTIONS_URL, SUPABASE_SECRET_KEY: env.SUPABASE_SECRET_KEY };
const OVER_SQL = { SUPABASE_DB_URL: env.SUPABASE_DB_URL };
const dir = mkdtempSync(`${tmpdir()}/twelve-`);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Row {
  id: string;
  view: string | null;
  status: string;
  finding: string;
  repair: { kind: string; text: string } | null;
}

/** All that the doctor has to say of the fault: over HTTP, or over SQL where no function answers. */
async function askDoctor(
  { isWithoutFunction, check }: Fault,
  { sql, view }: Scene,
  only?: string,
): Promise<Row> {
  const answered = isWithoutFunction
    ? (await sql`select dashboard_refresh.doctor(${only ?? null}) as doctor`)[0]?.doctor
    : (await call("GET", `/doctor${only === undefined ? "" : `?only=${only}`}`)).json;
  const rows: Row[] = answered.checks.filter((row: Row) => row.id === check);
  return rows.find((row) => row.view === null || row.view === view) as Row;
}

/** In a session that begins for it, as somebody who pastes it has. */
async function paste(statement: string): Promise<void> {
  const session = postgres(env.SUPABASE_DB_URL, { max: 1, onnotice: () => {} });
  try {
    await session.unsafe(statement).simple();
  } finally {
    await session.end({ timeout: 1 });
  }
}

describe("by the doctor alone", () => {
  it.each(TWELVE_FAULTS)("$title", (fault) =>
    withFault(fault, "doctored", async (scene) => {
      const row = await askDoctor(fault, scene);
      expect(row.status).toMatch(/^(error|warning)$/);
      expect(row.finding).toMatch(fault.found);
      expect(row.repair?.text).toMatch(fault.repair);
      await fault.byHand?.(scene);
      if (!fault.isByHand) {
        expect(row.repair?.kind).toBe("sql");
        await paste(row.repair?.text ?? "");
      }
      if (fault.needsFiring) await scene.fire();
      expect(await askDoctor(fault, scene, fault.check)).toMatchObject({ status: "ok" });
    }),
  );
});

const ask = (way: Record<string, string | undefined>) =>
  Promise.all([runCli(["status"], dir, way), runCli(["doctor", "--fail-on", "warning"], dir, way)]);

type Told = Awaited<ReturnType<typeof ask>>;

/** From what `status` and `doctor` print to the repair, and the firing after it. */
async function mendByCli(fault: Fault, scene: Scene, [glance, doctor]: Told, way: typeof OVER_HTTP) {
  const { view } = scene;
  expect(glance.stdout).toMatch(new RegExp(`! (${view.replace(".", "\\.")}:|The database is read-only)`));
  const status = await runCli(["status", view], dir, way);
  expect(status.stdout).toMatch(fault.cause);
  expect(status.stdout).toMatch(fault.hint);
  expect(doctor.exitCode).toBe(1);
  const [finding, ...lines] = linesOf(doctor.stdout, fault, view);
  const repair = lines.slice(0, -1).join("\n");
  expect(finding).toMatch(fault.found);
  expect(repair).toMatch(fault.repair);
  await fault.byHand?.(scene);
  if (fault.verb !== undefined) {
    expect(await runCli(fault.verb(view), dir, way)).toMatchObject({ exitCode: 0 });
  } else if (!fault.isByHand) await paste(repair);
  if (fault.needsFiring) await scene.fire();
}

describe("by the command line alone, of many views at once", () => {
  const faults = TWELVE_FAULTS.filter(({ isOfAll }) => !isOfAll);
  const scenes = new Map<Fault, Struck>();
  let told: Told;

  beforeAll(async () => {
    for (const fault of faults) scenes.set(fault, await strike(fault, "commanded"));
    told = await ask(OVER_HTTP);
    expect(told[0].exitCode).toBe(1);
  });
  afterAll(async () => {
    for (const scene of scenes.values()) await scene.end();
  });

  it.each(faults)("$title", (fault) => mendByCli(fault, scenes.get(fault) as Scene, told, OVER_HTTP));

  it("and the doctor finds none of them any more", async () => {
    const { stdout } = await runCli(["doctor"], dir, OVER_HTTP);
    for (const [fault, { view }] of scenes) {
      expect(linesOf(stdout, fault, view), fault.title).toEqual([]);
    }
  });
});

describe("by the command line alone", () => {
  it.each(TWELVE_FAULTS.filter(({ isOfAll }) => isOfAll))("$title", (fault) =>
    withFault(fault, "commanded", async (scene) => {
      const way = fault.isWithoutFunction ? { ...OVER_HTTP, ...OVER_SQL } : OVER_HTTP;
      const told = await ask(way);
      if (fault.isWithoutFunction) {
        const alone = await runCli(["status"], dir, OVER_HTTP);
        expect(alone.exitCode).toBe(3);
        expect(alone.stderr).toMatch(/does not answer[\s\S]*deploy refresh-dashboard/);
      }
      await mendByCli(fault, scene, told, way);
      const after = await runCli(["doctor", "--only", fault.check], dir, way);
      expect(linesOf(after.stdout, fault, scene.view)[0]).toMatch(/^ok /);
    }),
  );
});

/** What the command prints of one check: the finding, the repair, and the page at the end; nothing where it is well. */
function linesOf(text: string, { check }: Fault, view: string): string[] {
  const all = text.split("\n");
  const start = all.findIndex((line) => {
    const [, id, rest = ""] = /^\w+ ([\w]+)(?: (\S+))?: /.exec(line) ?? [];
    return id === check && (rest === view || rest === "");
  });
  if (start < 0) return [];
  const rest = all.slice(start);
  return rest.slice(0, rest.indexOf("")).map((line) => line.trim());
}
