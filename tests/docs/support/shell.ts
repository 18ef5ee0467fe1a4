// The commands in a block of shell code, as far as documents need it: no functions, no loops.

/** Each command as its words, quotes taken away; those in `$(…)` are commands too. */
export function readCommands(code: string): string[][] {
  const commands: string[][] = [];
  const { rest, bodies } = takeSubstitutions(withoutHereDocuments(code).replace(/\\\n/g, " "));
  for (const body of bodies) commands.push(...readCommands(body));
  for (const part of splitCommands(rest)) {
    const words = [...part.matchAll(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
      unquote(word),
    );
    const first = words.findIndex((word) => !/^\w+=/.test(word));
    const named = first < 0 ? [] : words.slice(first).filter((word) => !/^\d?[<>]/.test(word));
    if (named.length > 0) commands.push(named);
  }
  return commands;
}

/** What is written into a file is no command. */
function withoutHereDocuments(code: string): string {
  return code.replace(/(<<-?\s*(['"]?)(\w+)\2[^\n]*)\n.*?^\3$/gms, "$1");
}

function takeSubstitutions(code: string): { rest: string; bodies: string[] } {
  const begin = code.indexOf("$(");
  const end = begin < 0 ? -1 : endOfSubstitution(code, begin + 2);
  if (end < 0) return { rest: code, bodies: [] };
  const after = takeSubstitutions(code.slice(end + 1));
  return {
    rest: `${code.slice(0, begin)}x${after.rest}`,
    bodies: [code.slice(begin + 2, end), ...after.bodies],
  };
}

/** Where the parenthesis closes that was opened before `start`; those in quotes do not count. */
function endOfSubstitution(code: string, start: number): number {
  let depth = 1;
  for (const { 0: token, index } of code.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[()]/gs)) {
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (depth === 0) return start + index;
  }
  return -1;
}

/** At line ends, `;`, `|`, `&&` and `||`, outside of quotes; without comments. */
function splitCommands(code: string): string[] {
  const parts: string[] = [""];
  for (const [token] of code.matchAll(
    /"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)#[^\n]*|&&|\|\||[;|\n]|[^"'#;|&\n]+|./gs,
  )) {
    if (/^(?:&&|\|\||[;|\n])$/.test(token)) parts.push("");
    else if (!token.startsWith("#")) parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

const unquote = (word: string) =>
  word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_all, double, single) => double ?? single);
