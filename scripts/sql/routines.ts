// Reads the header of a function or procedure: what `create or replace` lets nobody change.
import { BuildError } from "./errors.ts";
import { codeOf, normalize, type Token } from "./tokens.ts";

export interface Routine {
  /** Qualified: dashboard_refresh.tick. */
  name: string;
  /** With the types that tell it from others of its name: dashboard_refresh.tick(text). */
  signature: string;
  /** All that a replacement must have in common with what it replaces: kind, names, types, defaults and result. */
  header: string;
  /** The arguments as they are in the header. */
  arguments: string[];
}

interface Argument {
  type: string;
  /** Whether it belongs to the signature; OUT arguments do not. */
  isInput: boolean;
}

const MODES = ["in", "out", "inout", "variadic"];

/** With these begins what follows the result type, and that may change at will. */
const ATTRIBUTES = new Set(
  "language immutable stable volatile leakproof not strict called returns security external parallel cost rows support set as window transform".split(
    " ",
  ),
);

/** Of a statement that begins with `create or replace function` or `procedure`. */
export function parseRoutine(statement: Token[]): Routine {
  const code = codeOf(statement);
  const kind = wordAt(code, 3);
  const open = code.findIndex(({ text }) => text === "(");
  const close = closingParenthesis(code, open);
  const name = normalize(code.slice(4, open));
  if (!/^(dashboard_refresh|public)\.[a-z_][a-z0-9_]*$/.test(name)) {
    throw new BuildError(
      `${name} must be written with its schema, dashboard_refresh or public, and unquoted`,
    );
  }
  const list = splitAtCommas(code.slice(open + 1, close));
  const inputs = list.map((tokens) => parseArgument(tokens, name)).filter(({ isInput }) => isInput);
  const result = resultOf(code.slice(close + 1));
  const listed = list.map(normalize);
  requireStringBody(code, name);
  return {
    name,
    arguments: listed,
    signature: `${name}(${inputs.map(({ type }) => type).join(", ")})`,
    header: `${kind} ${name}(${listed.join(", ")})${result === "" ? "" : ` ${result}`}`,
  };
}

/** Whether who calls `before` by the names of its arguments, as the REST API does, is served by `after` in the same way. */
export function serves(after: Routine, before: Routine): boolean {
  const added = after.arguments.slice(before.arguments.length);
  const headOf = ({ header, arguments: listed }: Routine) => header.replace(`(${listed.join(", ")})`, "()");
  return (
    headOf(after) === headOf(before) &&
    before.arguments.every((argument, index) => argument === after.arguments[index]) &&
    added.every((argument) => argument.includes(" default "))
  );
}

/** At the commas that stand in no parenthesis and no bracket; strings are tokens of their own. */
export function splitAtCommas(code: Token[]): Token[][] {
  const parts: Token[][] = [];
  let depth = 0;
  let part: Token[] = [];
  for (const token of code) {
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (token.text === "," && depth === 0) {
      parts.push(part);
      part = [];
    } else {
      part.push(token);
    }
  }
  return part.length === 0 ? parts : [...parts, part];
}

function parseArgument(tokens: Token[], routine: string): Argument {
  const hasMode = MODES.includes(wordAt(tokens, 0));
  const mode = hasMode ? wordAt(tokens, 0) : "in";
  const declaration = hasMode ? tokens.slice(1) : tokens;
  const end = declaration.findIndex(({ text }) => text.toLowerCase() === "default" || text === "=");
  const [name, ...type] = end === -1 ? declaration : declaration.slice(0, end);
  if (name === undefined || type.length === 0 || !["word", "name"].includes(name.kind)) {
    throw new BuildError(`${routine}: the argument "${normalize(tokens)}" needs a name and a type`);
  }
  return { type: normalize(type), isInput: mode !== "out" };
}

function resultOf(code: Token[]): string {
  if (wordAt(code, 0) !== "returns") return "";
  let depth = 0;
  const end = code.findIndex(({ kind, text }, index) => {
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    return index > 0 && depth === 0 && kind === "word" && ATTRIBUTES.has(text.toLowerCase());
  });
  return normalize(end === -1 ? code : code.slice(0, end));
}

/** A parsed body (`begin atomic`, `return`) would pin every column and function that it names. */
function requireStringBody(code: Token[], name: string): void {
  const isString = code.some(
    ({ kind }, index) => (kind === "body" || kind === "string") && wordAt(code, index - 1) === "as",
  );
  if (!isString) throw new BuildError(`${name}: write the body as a string, as $$ … $$`);
}

function closingParenthesis(code: Token[], open: number): number {
  let depth = 0;
  for (let index = open; index >= 0 && index < code.length; index += 1) {
    if (code[index]?.text === "(") depth += 1;
    if (code[index]?.text === ")") depth -= 1;
    if (depth === 0) return index;
  }
  throw new BuildError(`no argument list: ${normalize(code).slice(0, 80)}`);
}

function wordAt(code: Token[], index: number): string {
  return code[index]?.text.toLowerCase() ?? "";
}
