// What a build refuses, told to the person at the terminal; anything else is a bug and keeps its stack.

export class BuildError extends Error {
  override name = "BuildError";
}
