// Runs every SQL and shell block of the runbook, in order, so that it cannot rot.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { call, env } from "../support/stack.ts";

const file = path.resolve(import.meta.dirname, "../../docs/operations.md");
const execute = promisify(execFile);

interface Block {
  heading: string;
  language: "sql" | "sh";
  code: string;
  /** What the output must contain: the comment below the block. */
  answers: RegExp | undefined;
}

function readBlocks(markdown: string): Block[] {
  const pattern = /^## (.+)$|^```(sql|sh)\n([\s\S]*?)^```\n(?:<!-- answers: (.+) -->)?/gm;
  const blocks: Block[] = [];
  let heading = "";
  for (const [, title, language, code, answers] of markdown.matchAll(pattern)) {
    if (title) heading = title;
    else if (language === "sql" || language === "sh") {
      blocks.push({
        heading,
        language,
        code: code ?? "",
        answers: answers ? new RegExp(answers, "im") : undefined,
      });
    }
  }
  return blocks;
}

async function runBlock({ language, code }: Block): Promise<string> {
  const { stdout } =
    language === "sql"
      ? await execute("psql", [
          env.SUPABASE_DB_URL,
          "--no-psqlrc",
          "-v",
          "ON_ERROR_STOP=1",
          ...statements(code),
        ])
      : await execute("bash", ["-euo", "pipefail", "-c", code], { env: { ...process.env, ...env } });
  return stdout;
}

/** Each statement on its own, as an editor or a prompt sends them: one -c with several would be one transaction. */
const statements = (code: string) =>
  code
    .split(/;\s*$/m)
    .filter((statement) => statement.trim() !== "")
    .flatMap((statement) => ["-c", statement]);

// The runbook is read on a stack that has been at work for a while.
beforeAll(async () => {
  expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
});

const markdown = readFileSync(file, "utf8");
const blocks = readBlocks(markdown);

describe("docs/operations.md", () => {
  it("has no block of code that is left out here", () => {
    expect(blocks).toHaveLength(markdown.match(/^```\w/gm)?.length ?? 0);
    expect(blocks.length).toBeGreaterThan(20);
  });

  it.each(blocks.map((block) => [`${block.language} under "${block.heading}"`, block] as const))(
    "has %s that runs and answers as it says",
    async (_name, block) => {
      const output = await runBlock(block);
      if (block.answers) expect(output).toMatch(block.answers);
    },
  );
});
