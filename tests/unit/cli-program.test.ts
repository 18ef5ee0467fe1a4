// The command line as such: words, exit codes, JSON.
import { expect, it } from "vitest";
import { call, makeProject } from "./support/cli.ts";

it("prints its version, and nothing else", async () => {
  expect(await call("/", ["--version"])).toMatchObject({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
});

it("helps with all commands, and with one", async () => {
  expect((await call("/", ["--help"])).stdout).toMatch(/ {2}init .*\n(.*\n)* {2}upgrade /);
  const { exitCode, stdout } = await call("/", ["init", "--help"]);
  expect(exitCode).toBe(0);
  expect((await call("/", ["init", "-h"])).stdout).toBe(stdout);
  for (const option of ["--force", "--workdir <dir>", "--dry-run", "--json"])
    expect(stdout).toContain(option);
});

it.each([
  ["no command", [], "which command?"],
  ["a command that there is not", ["frob"], "unknown command 'frob'"],
  ["an option that there is not", ["init", "--frob"], "unknown option '--frob'"],
  ["an option that is nearly one", ["init", "--forc"], "unknown option '--forc' (Did you mean --force?)"],
  ["an argument too many", ["init", "frob"], "too many arguments"],
  ["an option without its value", ["init", "--workdir"], "argument missing"],
  ["an empty value", ["init", "--workdir", ""], "--workdir is empty"],
])("%s is wrong use, told on stderr", async (_what, words, message) => {
  const { exitCode, stdout, stderr } = await call("/", words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toContain("(usage)");
  expect(stderr).toMatch(/Hint: npx refresh-dashboard .*--help/);
});

it("wrong use is told as JSON too", async () => {
  const { exitCode, stderr, json } = await call("/", ["init", "--frob", "--json"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
  expect(json).toMatchObject({
    ok: false,
    exit_code: 2,
    error: { code: "usage", hint: "npx refresh-dashboard init --help" },
  });
});

it("a mistake in the program keeps its stack, and is no JSON on stdout but one document", async () => {
  const project = makeProject();
  const now = () => {
    throw new TypeError("boom");
  };
  const { exitCode, stderr, json } = await call(project.rootDir, ["init", "--json"], { now });
  project.remove();
  expect(exitCode).toBe(1);
  expect(json.error).toMatchObject({ code: "internal", message: "boom" });
  expect(stderr).toContain("TypeError: boom");
});
