// The TypeScript in the documents is what a user's compiler takes, and does what it says on the function's application.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fetchOf, PROJECT } from "../unit/support/client.ts";
import { aRun, testApp } from "../unit/support/fakes.ts";
import { SECRET_KEY } from "../unit/support/keys.ts";
import { ROOT, readDocuments } from "./support/documents.ts";

const FAILURE = { kind: "lasting", message: "division by zero" };
const dir = path.join(ROOT, "node_modules/.cache/docs-client");
const examples = readDocuments().flatMap(({ file, blocks }) =>
  blocks
    .filter(({ language, code }) => language === "ts" && code.includes('from "refresh-dashboard"'))
    .map(({ code }, index) => ({
      file,
      code,
      source: path.join(dir, `${file.replaceAll(/\W/g, "-")}-${index}.ts`),
      isOverSupabase: code.includes("createRefreshClient"),
    })),
);

beforeAll(() => {
  mkdirSync(dir, { recursive: true });
  for (const { source, code } of examples) writeFileSync(source, code);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What it writes and sends, with the application in place of the network. */
async function run(source: string, app = testApp()) {
  const outfile = source.replace(/ts$/, `${Date.now()}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    alias: { "refresh-dashboard": path.join(ROOT, "client/index.ts") },
  });
  const { fetch, sent } = fetchOf(app);
  vi.stubGlobal("fetch", fetch);
  // supabase-js wants one, which Node 20 has not.
  vi.stubGlobal("WebSocket", class {});
  vi.stubEnv("SUPABASE_URL", PROJECT);
  vi.stubEnv("SUPABASE_SECRET_KEY", SECRET_KEY);
  // Nobody signs in here: what would be his session goes along with the key.
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", SECRET_KEY);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    await import(pathToFileURL(outfile).href);
    return { sent, written: log.mock.calls, complaints: error.mock.calls };
  } finally {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
}

describe("the client in the documents", () => {
  it("is shown in the READMEs and on a page of its own", () => {
    expect(examples.map(({ file }) => file).sort()).toEqual([
      "README.md",
      "docs/client.md",
      "docs/client.md",
      "docs/es/README.md",
    ]);
  });

  it("is taken by the compiler, strictly", { timeout: 120_000 }, () => {
    const config = {
      extends: path.join(ROOT, "tsconfig.json"),
      compilerOptions: {
        noUnusedLocals: false,
        paths: { "refresh-dashboard": [path.join(ROOT, "client/index.ts")] },
      },
      include: [dir],
    };
    writeFileSync(path.join(dir, "tsconfig.json"), JSON.stringify(config));
    // What is wrong is noticed, and nothing else is.
    writeFileSync(
      path.join(dir, "wrong.ts"),
      `${examples[0]?.code}\nawait dashboard.status({ wiew: "x" });\n`,
    );
    const { stdout } = spawnSync(path.join(ROOT, "node_modules/.bin/tsc"), ["-p", dir], { encoding: "utf8" });
    const faults = stdout.split("\n").filter((line) => /^\S.*error/.test(line));
    expect(faults).toEqual([expect.stringMatching(/wrong\.ts.*wiew/)]);
  });

  it.each(
    examples
      .filter(({ isOverSupabase }) => !isOverSupabase)
      .map(({ file, source }) => [file, source] as const),
  )("of %s runs", async (_file, source) => {
    const { sent, complaints } = await run(source);
    expect(complaints).toEqual([]);
    expect(sent[0]).toMatchObject({ method: "GET", url: expect.stringContaining("/status?view=") });
  });

  it("over supabase-js runs, and sees that nothing has changed", async () => {
    const source = examples.find(({ isOverSupabase }) => isOverSupabase)?.source ?? "";
    const { sent, written } = await run(source);
    expect(sent.map(({ method, url }) => `${method} ${url.split("/refresh-dashboard")[1]}`)).toEqual([
      "GET /views?runs=30",
      "GET /views?runs=30",
      "POST /refresh",
    ]);
    expect(written).toEqual([["as before"]]);
  });

  it("of its own page says what went wrong, and waits for a run that goes on", async () => {
    const source = examples.find(({ file }) => file === "docs/client.md")?.source ?? "";
    let time = 0;
    let looks = 0;
    const app = testApp({
      monotonic: () => time,
      sleep: async (ms) => {
        time += ms;
      },
      database: {
        runRefresh: async (id) => aRun({ id, running: true }),
        // Longer than the function waits, which looks once more at its end.
        readRun: async (id) =>
          looks++ === 0 ? aRun({ id, running: true }) : aRun({ id, status: "failed", error: FAILURE }),
      },
    });
    const { written, complaints } = await run(source, app);
    expect(written).toContainEqual([expect.stringContaining("waiting for run")]);
    expect(complaints).toEqual([["refresh_failed", expect.objectContaining({ status: "failed" })]]);
  });
});
