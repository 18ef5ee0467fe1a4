// Ctrl-C, or a request to end: what is going on is told to stop, so that it can say how far it came. A second one ends
// the process at once.
import { CliError, EXIT } from "./errors.ts";

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export function watchInterrupts(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
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
