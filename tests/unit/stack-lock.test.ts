// The lock of a stack's folder: between processes, and whatever state its file is in.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LOCK_FILE, withLock } from "../../stack/commands/lock.ts";
import { readConfig, type StackConfig } from "../../stack/place/config.ts";

let config: StackConfig;
beforeEach(() => {
  config = readConfig({ STACK_DIR: mkdtempSync(path.join(tmpdir(), "lock-")) });
});
afterEach(() => rmSync(config.dir, { recursive: true, force: true }));

const file = () => path.join(config.dir, LOCK_FILE);
const quiet = () => {};

/** Holds the lock until it is told to stop. */
async function hold(): Promise<() => Promise<void>> {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((taken) => {
    done = withLock(config, quiet, () => {
      taken();
      return finished;
    });
  });
  return () => {
    finish();
    return done;
  };
}

describe("the lock of a stack", { timeout: 20_000 }, () => {
  it("lets one in at a time, and gives back what the work gives", async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async (number: number) => {
      inside += 1;
      most.push(inside);
      await new Promise(setImmediate);
      inside -= 1;
      return number;
    };
    const numbers = [1, 2, 3, 4, 5, 6];
    expect(await Promise.all(numbers.map((n) => withLock(config, quiet, () => work(n))))).toEqual(numbers);
    expect(most).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("is held although its file is empty, as it is before the holder's number is in it", async () => {
    const release = await hold();
    truncateSync(file());
    await expect(withLock(config, quiet, async () => "both inside", 300)).rejects.toThrow(
      "process of somebody holds",
    );
    await release();
    expect(await withLock(config, quiet, async () => "alone")).toBe("alone");
  });

  it("is said to be waited for, and for whom", async () => {
    const release = await hold();
    const said: string[] = [];
    await expect(
      withLock(
        config,
        (line) => said.push(line),
        async () => {},
        300,
      ),
    ).rejects.toThrow(`process ${process.pid} holds ${file()}`);
    expect(said).toEqual([`waiting for process ${process.pid}, which is starting or stopping this stack`]);
    await release();
  });

  it("is given back by work that fails", async () => {
    const fails = withLock(config, quiet, () => Promise.reject(new Error("no disk")));
    await expect(fails).rejects.toThrow("no disk");
    expect(await withLock(config, quiet, async () => "alone")).toBe("alone");
  });

  it("is free where a file of a process that has long ended lies there", async () => {
    writeFileSync(file(), "999999999\n");
    expect(await withLock(config, quiet, async () => "alone")).toBe("alone");
  });

  it("ends with a holder that is killed", async () => {
    const script = path.resolve(import.meta.dirname, "support/hold-lock.ts");
    const holder = spawn(process.execPath, ["--import", "tsx", script, config.dir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(holder.stdout, "data");
    expect(readFileSync(file(), "utf8")).toBe(`${holder.pid}\n`);
    await expect(withLock(config, quiet, async () => "both inside", 0)).rejects.toThrow(
      `process ${holder.pid} holds`,
    );
    holder.kill("SIGKILL");
    expect(await withLock(config, quiet, async () => "alone")).toBe("alone");
  });
});
