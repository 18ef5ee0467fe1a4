// Ctrl-C, or a request to end: what is going on is told to stop, so that it can say how far it came. A second one ends
// the process at once.
import { CliError, EXIT } from "./errors.ts";

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

/** As a shell tells of a program whose reader has gone: 128 and SIGPIPE. */
export const READER_GONE = 141;

/** `output`: whose reader may go, as head does. Nobody is there to be told then. */
export function watchInterrupts(output: NodeJS.EventEmitter): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    controller.abort(
      new CliError("interrupted", "whoever read the output has gone", { exitCode: READER_GONE }),
    );
  });
  const handlers = Object.entries(EXIT_CODES).map(([name, exitCode]) => {
    const handler = () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(
        new CliError("interrupted", "interrupted", {
          hint: "Run the same command again: it goes on.",
          exitCode,
        }),
      );
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: controller.signal,
    stop: () => {
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
