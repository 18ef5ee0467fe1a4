// What the client of the supervisor makes of answers that are none: it must come back, and say that there was no answer.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig, type StackConfig } from "../../stack/place/config.ts";
import { orderPart, orderShutdown, queryState } from "../../stack/supervisor/client.ts";
import { controlSocket } from "../../stack/supervisor/state.ts";

const STATE = JSON.stringify({ supervisor: { pid: 1, startTicks: "1" }, version: "v", parts: [] });
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

let config: StackConfig;
let server: Server | undefined;
beforeEach(() => {
  const dir = mkdtempSync(path.join(tmpdir(), "supervisor-"));
  config = { ...readConfig({ STACK_DIR: dir }), socketDir: dir };
});
afterEach(() => {
  server?.close();
  rmSync(config.dir, { recursive: true, force: true });
});

/** A supervisor that says this to whoever calls. */
function answering(answer: (socket: Socket) => void): Promise<void> {
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  });
  return new Promise((resolve) => server?.listen(controlSocket(config), resolve));
}

describe("the client of the supervisor", () => {
  it("returns the state of an answer that is whole", async () => {
    await answering((socket) => socket.end(`${HEAD}content-length: ${STATE.length}\r\n\r\n${STATE}`));
    expect(await queryState(config)).toEqual(JSON.parse(STATE));
  });

  const cut: [string, (socket: Socket) => void][] = [
    [
      "in the middle of its body",
      (s) => s.end(`${HEAD}content-length: ${STATE.length}\r\n\r\n${STATE.slice(0, 9)}`),
    ],
    [
      "in the middle of a chunk",
      (s) => s.end(`${HEAD}transfer-encoding: chunked\r\n\r\nff\r\n${STATE.slice(0, 9)}`),
    ],
    [
      "where nothing says how long it was to be",
      (s) => s.end(`${HEAD}connection: close\r\n\r\n${STATE.slice(0, 9)}`),
    ],
    ["in the middle of its head", (s) => s.end(HEAD)],
    ["before its first byte", (s) => s.destroy()],
  ];
  it.each(cut)("takes an answer that is cut %s for none", { timeout: 5_000 }, async (_where, answer) => {
    await answering(answer);
    expect(await queryState(config)).toBeUndefined();
    expect(await orderShutdown(config)).toBe(false);
    await expect(orderPart(config, "rest", "stop")).rejects.toThrow("the stack's supervisor does not answer");
  });

  it("gives up on an answer that trickles, at its deadline", { timeout: 5_000 }, async () => {
    const timers: NodeJS.Timeout[] = [];
    await answering((socket) => {
      socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
      timers.push(setInterval(() => socket.write(" "), 20));
    });
    expect(await queryState(config, 300)).toBeUndefined();
    for (const timer of timers) clearInterval(timer);
  });

  it("takes an answer that is no state for none, and a supervisor that is not there", async () => {
    expect(await queryState(config)).toBeUndefined();
    await answering((socket) => socket.end("HTTP/1.1 503 No\r\ncontent-length: 2\r\n\r\n{}"));
    expect(await queryState(config)).toBeUndefined();
  });
});
