// Finds out before starting anything whether somebody else has one of this stack's ports.
import { createServer } from "node:net";
import { StackError } from "../terminal/errors.ts";

export async function requireFreePorts(ports: number[]): Promise<void> {
  for (const port of ports) {
    if (await isFree(port)) continue;
    throw new StackError(
      `port ${port} is taken by another process. Choose others, for example STACK_PORT=${port + 1000}; ` +
        "if this stack left it behind: npm run stack -- down",
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
