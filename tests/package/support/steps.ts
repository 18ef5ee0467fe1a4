// The blocks of a document that is run from top to bottom, each with what its output must contain: the comments below it.
import { readDocument } from "../../docs/support/documents.ts";

export interface Step {
  /** The `##` above it. */
  heading: string;
  /** Whether it is part of a numbered step. */
  isNumbered: boolean;
  code: string;
  answers: Answer[];
}

export interface Answer {
  pattern: RegExp;
  /** How long the block is run again until it answers so; null: at once. */
  withinSeconds: number | null;
}

export function readSteps(file: string): Step[] {
  const { text, blocks } = readDocument(file);
  const lines = text.split("\n");
  return blocks.map(({ code, line }) => {
    const fence = line - 1;
    const above = lines.slice(0, fence).findLast((each) => each.startsWith("## "));
    return {
      heading: above?.slice("## ".length) ?? "",
      isNumbered: /^ +```/.test(lines[fence - 1] ?? ""),
      code,
      answers: readAnswers(lines.slice(fence + code.split("\n").length)),
    };
  });
}

/** Those that come before anything else does. */
function readAnswers(below: string[]): Answer[] {
  const answers: Answer[] = [];
  for (const each of below) {
    const found = /^ *<!-- answers(?: within (\d+) s)?: (.+) -->$/.exec(each);
    if (found === null) break;
    const [, seconds, pattern = ""] = found;
    answers.push({
      pattern: new RegExp(pattern, "im"),
      withinSeconds: seconds === undefined ? null : Number(seconds),
    });
  }
  return answers;
}
