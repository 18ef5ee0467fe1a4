// The errors whose message is meant for the person at the terminal; anything else is a bug and keeps its stack.
import type { Code } from "./codes.ts";
import type { Outcome } from "./outcome.ts";

/** What a command ends with, for scripts: see docs/errors.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, unknown: 3, waiting: 4, interrupted: 130 } as const;

export interface CliErrorOptions {
  /** The circumstances: what was found, where. */
  detail?: string;
  /** What to do about it. */
  hint?: string;
  /** EXIT.failed by default; EXIT.unknown where it could not be told whether all is well, EXIT.waiting where a wait ran out. */
  exitCode?: number;
  /** What was done all the same before the failure, and how to go on. */
  partly?: Partial<Outcome>;
  cause?: unknown;
}

export class CliError extends Error {
  override name = "CliError";
  readonly code: Code;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly exitCode: number;
  readonly partly: Partial<Outcome>;

  constructor(code: Code, message: string, options: CliErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.failed;
    this.partly = options.partly ?? {};
  }
}
