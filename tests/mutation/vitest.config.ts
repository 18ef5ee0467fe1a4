// The unit tests of all mutants in one run, a project each: the file that its mutation names is read with the mistake in it.
// Nothing is written to disk, so that nothing is left behind. The project `sound` has none, and must pass.
import { appendFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";
import { type Mutation, mutate, REPOSITORY } from "./mutation.ts";

const mutations: Mutation[] = JSON.parse(process.env.MUTATIONS ?? "[]");

const mistake = (mutation: Mutation): Plugin => ({
  name: "mutation",
  enforce: "pre",
  transform: (code, id) => (id === path.join(REPOSITORY, mutation.file) ? mutate(code, mutation) : undefined),
});

const project = (name: string, include: string[], plugins: Plugin[] = []) => ({
  root: REPOSITORY,
  plugins,
  test: { name, include, testTimeout: 20_000, hookTimeout: 20_000 },
});

/** Adds a line for each project and file: what has failed. */
const report: Reporter = {
  onTestModuleEnd(module) {
    const outcome = {
      project: module.project.name,
      file: path.relative(REPOSITORY, module.moduleId),
      ok: module.ok(),
      failed: [...module.children.allTests("failed")].map((test) => test.fullName),
      errors: module.errors().map((error) => error.message),
    };
    appendFileSync(process.env.MUTATION_REPORT ?? "/dev/stdout", `${JSON.stringify(outcome)}\n`);
  },
};

export default defineConfig({
  root: REPOSITORY,
  test: {
    reporters: [report],
    // Lighter than processes, and there are many.
    pool: "threads",
    projects: [
      project("sound", [...new Set(mutations.map(({ killedBy }) => killedBy))]),
      ...mutations.map((mutation, index) => project(String(index), [mutation.killedBy], [mistake(mutation)])),
    ],
  },
});
