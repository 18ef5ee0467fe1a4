// Completion: what bash offers, asked of a real bash.
import { execFileSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { call } from "./support/cli.ts";

// It reads every command there is.
vi.setConfig({ testTimeout: 30_000 });

const script = async (shell: string) => (await call("/", ["completion", shell])).stdout;

/** What is offered for the last word. */
function complete(bash: string, words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _refresh_dashboard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["--norc", "-c", `${bash}\n${ask}`], { encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
}

it("bash completes commands, their options and the words that an argument takes", async () => {
  const bash = await script("bash");
  expect(complete(bash, ["refresh-dashboard", "st"])).toEqual(["status"]);
  expect(complete(bash, ["refresh-dashboard", "refresh", "--wa"])).toEqual(["--wait"]);
  expect(complete(bash, ["refresh-dashboard", "alerts", "t"])).toEqual(["test"]);
  expect(complete(bash, ["refresh-dashboard", "completion", ""])).toEqual(
    expect.arrayContaining(["bash", "zsh", "--help"]),
  );
  expect(complete(bash, ["refresh-dashboard", "status", "--dry"])).toEqual([]);
  // What follows is a value, which nobody here knows.
  expect(complete(bash, ["refresh-dashboard", "refresh", "--timeout", ""])).toEqual([]);
});

it("zsh has every command with its line, and quotes that end", async () => {
  const zsh = await script("zsh");
  expect(zsh).toContain("'status:say how fresh the views are, the worst first'");
  execFileSync("bash", ["--norc", "-n"], { input: zsh });
  expect(zsh.trimEnd()).toMatch(/compdef _refresh_dashboard refresh-dashboard$/);
});

it("another shell is wrong use", async () => {
  expect((await call("/", ["completion", "fish"])).exitCode).toBe(2);
});
