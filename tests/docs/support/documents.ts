// The documents of the repository as they are written: headings, links and blocks of code.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../../..");

export interface Block {
  /** What follows the fence: sql, sh, json. */
  language: string;
  code: string;
  /** Of its first line of code, counted from 1. */
  line: number;
}

export interface Link {
  /** As written: `docs/contract.md#settings`. */
  target: string;
  line: number;
}

export interface Document {
  /** From the root of the repository. */
  file: string;
  text: string;
  /** The same without the blocks of code. */
  prose: string;
  blocks: Block[];
  links: Link[];
  /** Code in running text, as in `npm test`. */
  spans: Link[];
  /** What can be linked to: headings as GitHub names them, and anchors that are written out. */
  anchors: Set<string>;
}

/** All there are, but for what is installed or built. */
export function readDocuments(): Document[] {
  return listMarkdown("").map(readDocument);
}

export function readDocument(file: string): Document {
  return parseDocument(file, readFileSync(path.join(ROOT, file), "utf8"));
}

export function parseDocument(file: string, text: string): Document {
  const blocks: Block[] = [];
  const links: Link[] = [];
  const spans: Link[] = [];
  const anchors = new Anchors();
  const prose: string[] = [];
  let open: (Block & { indent: number }) | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^( *)```(.*)$/.exec(line);
    if (open) {
      if (fence) open = undefined;
      else open.code += `${line.slice(Math.min(open.indent, line.search(/\S|$/)))}\n`;
    } else if (fence) {
      open = { language: fence[2] ?? "", code: "", line: index + 2, indent: fence[1]?.length ?? 0 };
      blocks.push(open);
    } else {
      prose.push(line);
      const heading = /^#+ (.+)$/.exec(line)?.[1];
      if (heading !== undefined) anchors.add(heading);
      for (const [, id = ""] of line.matchAll(/<a id="([^"]+)">/g)) anchors.names.add(id);
      const withoutCode = line.replace(/`[^`]*`/g, (code) => "x".repeat(code.length));
      for (const [, target = ""] of withoutCode.matchAll(/\]\(([^)\s]+)\)/g))
        links.push({ target, line: index + 1 });
      for (const [, target = ""] of line.matchAll(/`([^`]+)`/g)) spans.push({ target, line: index + 1 });
    }
  }
  if (open) throw new Error(`${file}:${open.line}: a block of code that is never closed`);
  return { file, text, prose: prose.join("\n"), blocks, links, spans, anchors: anchors.names };
}

/** Headings by the names that GitHub gives them, the second of a name with `-1`. */
class Anchors {
  readonly names = new Set<string>();
  add(heading: string): void {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .trim()
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation}\- ]/gu, "")
      .replaceAll(" ", "-");
    let name = slug;
    for (let count = 1; this.names.has(name); count++) name = `${slug}-${count}`;
    this.names.add(name);
  }
}

function listMarkdown(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name.startsWith(".") || ["node_modules", "dist"].includes(entry.name)
        ? []
        : listMarkdown(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
}
