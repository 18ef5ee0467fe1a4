// The blocks of code in docs/operations.md, each with what its output must contain.
import { readFileSync } from "node:fs";
import path from "node:path";

/** The one part that cannot be run as it stands, since it has secrets to fill in: tests/security/rotation.test.ts does it. */
export const ROTATION = "Rotate the trigger secret";

export interface Block {
  heading: string;
  /** What follows the fence: sql, sh. */
  language: string;
  code: string;
  /** What the output must contain: the comments below the block. */
  answers: RegExp[];
}

export function readRunbook(file = path.resolve(import.meta.dirname, "../../docs/operations.md")): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: Block | undefined;
  let last: Block | undefined;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const fence = /^ *```(.*)$/.exec(line);
    const answers = /^<!-- answers: (.+) -->$/.exec(line);
    if (open) {
      if (fence) open = undefined;
      else open.code += `${line.trimStart() === "" ? "" : line}\n`;
    } else if (fence) {
      open = { heading, language: fence[1] ?? "", code: "", answers: [] };
      last = open;
      blocks.push(open);
    } else if (answers && last) {
      last.answers.push(new RegExp(answers[1] ?? "", "im"));
    } else {
      last = undefined;
      heading = /^## (.+)$/.exec(line)?.[1] ?? heading;
    }
  }
  return blocks;
}
