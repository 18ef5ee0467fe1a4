// Every command in the documents is one that exists, with the options it is given.
import { describe, expect, it } from "vitest";
import { type Document, readDocuments } from "./support/documents.ts";
import { findFault } from "./support/programs.ts";
import { readCommands } from "./support/shell.ts";

const PROGRAMS = /^(?:npx |npm |supabase |refresh-dashboard |vitest )/;

interface Found {
  line: number;
  words: string[];
}

/** Of the blocks of shell code, and of running text what begins with a program of ours. */
function listCommands({ blocks, spans }: Document): Found[] {
  return [
    ...blocks
      .filter(({ language }) => language === "sh")
      .flatMap(({ code, line }) => readCommands(code).map((words) => ({ line, words }))),
    ...spans
      .filter(({ target }) => PROGRAMS.test(target))
      // `VIEW` and `X.Y.Z` stand for what is put there; so does what is left out.
      .map(({ target, line }) => ({ line, words: readCommands(target)[0] ?? [] })),
  ];
}

const documents = readDocuments().map((document) => ({
  file: document.file,
  commands: listCommands(document),
}));

describe("the commands in the documents", () => {
  it("are found", () => {
    expect(documents.flatMap(({ commands }) => commands).length).toBeGreaterThan(100);
  });

  it.each(
    documents
      .filter(({ commands }) => commands.length > 0)
      .map(({ file, commands }) => [file, commands] as const),
  )(
    "of %s exist",
    async (_file, commands) => {
      const faults: string[] = [];
      for (const { line, words } of commands) {
        const fault = await findFault(words);
        if (fault !== null) faults.push(`line ${line}: ${fault} (${words.join(" ")})`);
      }
      expect(faults).toEqual([]);
    },
    300_000,
  );
});

describe("the reading of commands", () => {
  it("finds each, with its words", () => {
    const code = `
# nothing
A=1 curl -X POST "$URL/a|b;c" \\
  -d '{"a": 1}' | sed 's/# x/y/'   # a comment
tag=$(sed -n 's/(x) *//p' headers.txt) && rm headers.txt
cat > file.sql <<'SQL'
select 1; not a command
SQL
`;
    expect(readCommands(code)).toEqual([
      ["sed", "-n", "s/(x) *//p", "headers.txt"],
      ["curl", "-X", "POST", "$URL/a|b;c", "-d", '{"a": 1}'],
      ["sed", "s/# x/y/"],
      ["rm", "headers.txt"],
      ["cat", "file.sql"],
    ]);
  });

  it.each([
    [["frobnicate"], "no such program"],
    [["npm", "run", "nothing"], "no such npm script"],
    [["npm", "run", "stack", "--", "sideways"], "no such command of the stack"],
    [["npx", "supabase", "db", "shove"], "no such command: supabase db shove"],
    [["supabase", "db", "push", "--nowhere"], "supabase db push has no option --nowhere"],
    [["npx", "vitest", "run", "--project", "nothing"], "no such vitest project"],
  ])("refuses %j", async (words, fault) => {
    expect(await findFault(words)).toContain(fault);
  });
});
