// Cuts SQL into tokens, as far as telling code from comments, strings and dollar-quoted bodies takes.
import { BuildError } from "./errors.ts";

export type TokenKind = "space" | "comment" | "word" | "name" | "string" | "body" | "symbol";

export interface Token {
  kind: TokenKind;
  /** As it is written. */
  text: string;
}

/** Tried in this order at each place. `name` is a quoted identifier, `body` a dollar-quoted string. */
const PATTERNS: [TokenKind, RegExp][] = [
  ["space", /\s+/y],
  ["comment", /--[^\n]*/y],
  ["string", /[eE]'(?:[^'\\]|\\.|'')*'/sy],
  ["string", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")*"/y],
  ["body", /\$([A-Za-z_]\w*)?\$.*?\$\1\$/sy],
  ["word", /[A-Za-z_][\w$]*/y],
  ["symbol", /\$?\d+(?:\.\d+)?|::|[^\s'"$]/y],
];

export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = readBlockComment(sql, at) ?? readToken(sql, at);
    if (token === undefined) throw new BuildError(`this quote is never closed: ${sql.slice(at, at + 60)}`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

/** Without spaces and comments. */
export function codeOf(tokens: Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== "space" && kind !== "comment");
}

/** What stands between the quotes of a body. */
export function contentOfBody({ text }: Token): string {
  const tag = text.slice(0, text.indexOf("$", 1) + 1);
  return text.slice(tag.length, -tag.length);
}

/** On one line, in lower case where case says nothing, spaced the same however it was written. */
export function normalize(tokens: Token[]): string {
  let line = "";
  let previous = "(";
  for (const { kind, text } of codeOf(tokens)) {
    const isTight = TIGHT_AFTER.has(previous) || TIGHT_BEFORE.has(text);
    line += `${isTight ? "" : " "}${kind === "word" ? text.toLowerCase() : text}`;
    previous = text;
  }
  return line;
}

const TIGHT_AFTER = new Set(["(", "[", ".", "::"]);
const TIGHT_BEFORE = new Set([")", "]", ".", "::", ",", "(", "["]);

function readToken(sql: string, at: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

/** They nest, which no regular expression follows. */
function readBlockComment(sql: string, at: number): Token | undefined {
  if (!sql.startsWith("/*", at)) return undefined;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let found = edge.exec(sql); found !== null; found = edge.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return { kind: "comment", text: sql.slice(at, edge.lastIndex) };
  }
  throw new BuildError(`this comment is never closed: ${sql.slice(at, at + 60)}`);
}
