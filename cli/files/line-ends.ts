// Line ends: a project may be checked out with others than it was committed with, and has not changed by that.

/** For comparing. */
export function withLf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** The line ends that most lines of a text have. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const all = text.split("\n").length - 1;
  const crlf = text.split("\r\n").length - 1;
  return crlf * 2 > all ? "\r\n" : "\n";
}

/** `text` as `like` has its line ends. */
export function withLineEndsOf(like: string, text: string): string {
  return withLf(text).replaceAll("\n", lineEndOf(like));
}
