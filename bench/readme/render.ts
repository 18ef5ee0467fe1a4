// Figures in documents: the tables of bench/README.md, and links to them whose text is the figure.
import type { Figure, Section } from "./section.ts";

const BEGIN = "<!-- figures: written by npm run bench:readme -->";
const END = "<!-- end of figures -->";

/** As in `[17 ms](bench/README.md#tick-new-session)`, from any folder. */
const QUOTE = /\[([^\]]*)\]\(((?:[\w./-]*\/)?bench\/README\.md)#([\w-]+)\)/g;

/** The same text with what is between the markers written anew. */
export function renderTables(markdown: string, sections: readonly Section[]): string {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`bench/README.md needs the lines ${BEGIN} and ${END}`);
  const tables = sections.map(renderTable).join("\n");
  return `${markdown.slice(0, begin + BEGIN.length)}\n\n${tables}\n${markdown.slice(end)}`;
}

/** The same text with each link to a figure saying what the figure is; throws where there is no such figure. */
export function renderQuotes(markdown: string, sections: readonly Section[]): string {
  const figures = new Map(allFigures(sections).map(({ name, text }) => [name, text]));
  return markdown.replace(QUOTE, (_link, _text, target: string, name: string) => {
    const text = figures.get(name);
    if (text === undefined) throw new Error(`bench/README.md has no figure ${name}`);
    return `[${text}](${target}#${name})`;
  });
}

export const allFigures = (sections: readonly Section[]): Figure[] =>
  sections.flatMap(({ rows }) => rows.flatMap(({ figures }) => figures)).filter(({ name }) => name !== "");

function renderTable({ title, columns, rows, measured, missed }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    line(["", ...columns]),
    line(["---", ...columns.map(() => "--:")]),
    ...rows.map(({ what, figures }) => line([what, ...figures.map(renderFigure)])),
    "",
    measured,
    "",
    ...(missed.length === 0 ? [] : ["Missed aims:", "", ...missed.map((aim) => `- ${aim}`), ""]),
  ].join("\n");
}

const renderFigure = ({ name, text }: Figure): string => (name === "" ? text : `<a id="${name}"></a>${text}`);
