// The tarball in a stranger's project: what is in it, what can be imported, what init does there, and what it leaves when it
// is stopped at any step.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consumer, makeConsumer } from "./support/consumer.ts";
import { makePackages, type Packages } from "./support/package.ts";

const MOST_BYTES = 600_000;
const SIGNAL_AT = ["--import", path.join(import.meta.dirname, "support/signal-at.mjs")];

let packages: Packages;
let consumer: Consumer;

beforeAll(async () => {
  packages = makePackages();
  consumer = await makeConsumer();
  consumer.install(packages.tarball);
});
afterAll(() => {
  consumer?.remove();
  packages?.remove();
});

describe("the tarball", () => {
  it("has what a project needs, and nothing of what tests and builds it", () => {
    const { paths } = packages.tarball;
    for (const file of [
      "package.json",
      "README.md",
      "dist/cli/main.js",
      "dist/client/index.js",
      "dist/client/index.d.ts",
      "dist/database.json.br",
      "dist/page/index.html",
      "supabase/.env.example",
      "supabase/functions/refresh-dashboard/index.ts",
      "supabase/functions/refresh-dashboard/deno.json",
      "supabase/functions/refresh-dashboard/deno.lock",
    ])
      expect(paths).toContain(file);
    const known =
      /^(package\.json|[A-Z]+(\.md)?|docs\/.*|supabase\/(\.env\.example|functions\/refresh-dashboard\/.*)|dist\/(cli|client|database|page|supabase)\/.*|dist\/database\.json\.br)$/;
    expect(paths.filter((file) => !known.test(file))).toEqual([]);
    expect(paths.filter((file) => /\.test\.|\.installed\.json/.test(file))).toEqual([]);
  });

  it(`is not larger than ${MOST_BYTES} bytes`, () => {
    expect(packages.tarball.bytes).toBeLessThanOrEqual(MOST_BYTES);
  });

  it("gives the client to import, and nothing of the inside", async () => {
    const { code, stdout, stderr } = await consumer.node(`
      import { createRefreshDashboard } from "refresh-dashboard";
      const inside = await import("refresh-dashboard/dist/cli/main.js").catch((error) => error.code);
      console.log(typeof createRefreshDashboard, inside);
    `);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "function ERR_PACKAGE_PATH_NOT_EXPORTED\n",
      stderr: "",
    });
  });
});

const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8"));

describe("npx refresh-dashboard init", () => {
  it("sets the project up; a second time it changes nothing", async () => {
    const first = await consumer.npx(["init"]);
    expect(first, first.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("supabase db push"),
    });
    const files = consumer.files();
    expect(Object.keys(files)).toContain(`migrations/STAMP_refresh_dashboard_${version}.sql`);
    expect(files["functions/refresh-dashboard/index.ts"]).toBeDefined();
    const second = await consumer.npx(["init"]);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing was changed") });
    expect(consumer.files()).toEqual(files);
  });

  it("is refused with its code where there is no project, and prints nothing but JSON", async () => {
    const { code, stdout } = await consumer.npx(["init", "--workdir", "/", "--json"]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 1,
      ok: false,
      error: { code: "no_project" },
    });
  });
});

describe("init that is stopped", () => {
  let stopped: Consumer;
  let before: Record<string, string>;
  let after: Record<string, string>;
  let steps: number;

  beforeAll(async () => {
    after = consumer.files();
    stopped = await fresh();
    before = stopped.files();
    const { stderr } = await stopped.run(["init"], SIGNAL_AT);
    expect(stopped.files()).toEqual(after);
    steps = Number(/steps: (\d+)/.exec(stderr)?.[1]);
    expect(steps).toBeGreaterThan(100);
  });
  afterAll(() => stopped?.remove());

  it("by SIGKILL leaves nothing half done for the same command again", async () => {
    for (const at of momentsOf(steps)) {
      renew();
      const killed = await stopped.run(["init"], SIGNAL_AT, { SIGNAL: "SIGKILL", SIGNAL_AT: String(at) });
      expect(killed.signal, `at step ${at} of ${steps}`).toBe("SIGKILL");
      expect(await stopped.run(["init"])).toMatchObject({ code: 0 });
      expect(stopped.files(), `killed at step ${at} of ${steps}`).toEqual(after);
    }
  });

  it("by Ctrl-C leaves the old or the new whole", async () => {
    for (const at of momentsOf(steps)) {
      renew();
      const { code } = await stopped.run(["init"], SIGNAL_AT, { SIGNAL: "SIGINT", SIGNAL_AT: String(at) });
      expect([0, 130]).toContain(code);
      expect(stopped.files(), `at step ${at} of ${steps}`).toEqual(code === 0 ? after : before);
    }
  });

  it("by a full disk changes nothing, and once there is room finishes the job", async (context) => {
    const disk = mkdtempSync(path.join(tmpdir(), "consumer-disk-"));
    try {
      mount("-t", "tmpfs", "-o", "size=400k", "tmpfs", disk);
    } catch {
      rmSync(disk, { recursive: true });
      context.skip("no file system can be mounted here");
    }
    try {
      const small = await makeConsumer(disk);
      const start = small.files();
      // The package itself would fill the disk.
      symlinkSync(path.join(consumer.dir, "node_modules"), path.join(small.dir, "node_modules"));
      const { code, stderr } = await small.run(["init"]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/ENOSPC.*\(cannot_write\)/),
      });
      expect(small.files()).toEqual(start);
      mount("-o", "remount,size=20m", disk);
      expect(await small.run(["init"])).toMatchObject({ code: 0 });
      expect(small.files()).toEqual(after);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true });
    }
  });

  /** Its supabase/ as `supabase init` has made it. */
  function renew(): void {
    rmSync(path.join(stopped.dir, "supabase"), { recursive: true });
    execFileSync("cp", ["-a", path.join(stopped.dir, "pristine"), path.join(stopped.dir, "supabase")]);
  }

  async function fresh(): Promise<Consumer> {
    const made = await makeConsumer();
    symlinkSync(path.join(consumer.dir, "node_modules"), path.join(made.dir, "node_modules"));
    execFileSync("cp", ["-a", path.join(made.dir, "supabase"), path.join(made.dir, "pristine")]);
    expect(statSync(path.join(made.dir, "pristine/config.toml")).isFile()).toBe(true);
    return made;
  }
});

/** The first steps, the last, and some between. */
function momentsOf(steps: number): number[] {
  const between = [0.2, 0.5, 0.8].map((share) => Math.round(steps * share));
  return [1, 3, 5, ...between, steps - 2, steps - 1, steps];
}

function mount(...words: string[]): void {
  execFileSync("mount", words, { stdio: "ignore" });
}
