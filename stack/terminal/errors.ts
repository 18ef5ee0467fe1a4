// The errors whose message is meant for the person at the terminal; anything else is a bug and keeps its stack.

export class StackError extends Error {
  override name = "StackError";
}

/** The call itself was wrong. */
export class UsageError extends StackError {
  override name = "UsageError";
}
