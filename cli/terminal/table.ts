// Rows as a table where they fit, and below each other where they do not: nothing is cut off.
import Table from "cli-table3";
import { harmless } from "./harmless.ts";
import { paint, type Terminal, type Tone } from "./terminal.ts";
import { widthOf, wrap } from "./width.ts";

export interface Column {
  name: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** Left out first where the terminal is too narrow; the highest number goes first. Without one it always stays. */
  dropFirst?: number;
}

/** What stands in a row under a column: text that may hold anything, and its tone. */
export type Cell = string | { text: string; tone?: Tone | undefined };

const GAP = 2;
const BORDERLESS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);

interface Shown {
  text: string;
  tone: Tone | undefined;
}

export function renderTable(columns: Column[], rows: Cell[][], terminal: Terminal): string[] {
  const shown = rows.map((row) => row.map(toShown));
  const kept = chooseColumns(columns, shown, terminal.columns);
  return kept === null ? asCards(columns, shown, terminal) : asTable(columns, shown, kept, terminal);
}

/** Names with their values, a line each; long values go on below themselves. */
export function renderFacts(facts: [name: string, value: Cell][], terminal: Terminal): string[] {
  const names = Math.max(0, ...facts.map(([name]) => widthOf(name)));
  return facts.flatMap(([name, value]) => {
    const { text, tone } = toShown(value);
    const room = terminal.columns === null ? null : Math.max(12, terminal.columns - names - GAP);
    const lines = room === null ? [text] : wrap(text, room);
    return lines.map((line, index) => {
      const label = index === 0 ? name.padEnd(names + GAP) : " ".repeat(names + GAP);
      return `${paint(terminal, "quiet", label)}${paint(terminal, tone, line)}`.trimEnd();
    });
  });
}

/** Sentences, broken at the edge and indented below a mark. */
export function renderText(text: string, terminal: Terminal, indent = "", tone?: Tone): string[] {
  const safe = harmless(text);
  const room = terminal.columns === null ? null : Math.max(12, terminal.columns - indent.length);
  const lines = room === null ? [safe] : wrap(safe, room);
  return lines.map((line) => `${indent}${paint(terminal, tone, line)}`);
}

function toShown(cell: Cell): Shown {
  return typeof cell === "string"
    ? { text: harmless(cell), tone: undefined }
    : { text: harmless(cell.text), tone: cell.tone };
}

/** The columns that fit, by their index; null where not even those fit that always stay. */
function chooseColumns(columns: Column[], rows: Shown[][], limit: number | null): number[] | null {
  let kept = columns.map((_, index) => index);
  if (limit === null) return kept;
  const widths = columns.map(({ name }, index) =>
    Math.max(widthOf(name), ...rows.map((row) => widthOf(row[index]?.text ?? ""))),
  );
  const total = () => kept.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + GAP * (kept.length - 1);
  while (total() > limit) {
    const droppable = kept.filter((index) => columns[index]?.dropFirst !== undefined);
    const [first] = droppable.sort((a, b) => (columns[b]?.dropFirst ?? 0) - (columns[a]?.dropFirst ?? 0));
    if (first === undefined) return null;
    kept = kept.filter((index) => index !== first);
  }
  return kept;
}

function asTable(columns: Column[], rows: Shown[][], kept: number[], terminal: Terminal): string[] {
  const table = new Table({
    head: kept.map((index) => paint(terminal, "head", columns[index]?.name ?? "")),
    chars: BORDERLESS,
    colAligns: kept.map((index) => (columns[index]?.isNumber ? "right" : "left")),
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP, compact: true },
  });
  for (const row of rows)
    table.push(kept.map((index) => paint(terminal, row[index]?.tone, row[index]?.text ?? "")));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** Each row as a list of its own: the first column as its head. */
function asCards(columns: Column[], rows: Shown[][], terminal: Terminal): string[] {
  return rows.flatMap((row, at) => {
    const [head, ...rest] = columns.map(({ name }, index) => ({ name, ...(row[index] ?? toShown("")) }));
    const title = renderFacts([[head?.name ?? "", { text: head?.text ?? "", tone: "head" }]], terminal);
    const facts = rest
      .filter(({ text }) => text !== "")
      .map(({ name, text, tone }): [string, Cell] => [`  ${name}`, { text, tone }]);
    return [...(at === 0 ? [] : [""]), ...title, ...renderFacts(facts, terminal)];
  });
}
