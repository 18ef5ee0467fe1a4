// results/strategies.svg: for each workload how stale a reader saw the data and what that cost. Bars are shares of the
// longest in their workload. Colours follow the scheme of the reader's system, and so does the paper, since the page around
// may be of the other scheme.
import { STRATEGIES, type Strategy } from "./plan.ts";
import type { Figures, Summary } from "./summary.ts";

const WIDTH = 880;
const MARGIN = 16;
const NAME_WIDTH = 206;
const BAR_WIDTH = 165;
const COLUMNS = [NAME_WIDTH, NAME_WIDTH + 345];
const ROW_HEIGHT = 24;
const GROUP_HEIGHT = 3 * ROW_HEIGHT + 38;
const HEADER_HEIGHT = 64;

const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .group { font-weight: 600; }
  .note { fill: #59636e; font-size: 12px; }
  .rule { stroke: #d1d9e0; }
  .paper { fill: #ffffff; }
  .blind { fill: #8c959f; }
  .engine { fill: #54aeff; }
  .engine_short { fill: #1a7f37; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .note { fill: #9198a1; }
    .rule { stroke: #3d444d; }
    .paper { fill: #0d1117; }
    .blind { fill: #656c76; }
    .engine { fill: #1f6feb; }
    .engine_short { fill: #3fb950; }
  }`;

export function drawChart(summary: Summary): string {
  const groups = Object.entries(summary.workloads);
  const height = HEADER_HEIGHT + groups.length * GROUP_HEIGHT + 34;
  const parts = [
    text(COLUMNS[0], 26, "title", "Staleness a reader sees, mean"),
    text(COLUMNS[1], 26, "title", "CPU of the strategy's session"),
    text(COLUMNS[0], 45, "note", "seconds, and as a share of blind"),
    text(COLUMNS[1], 45, "note", "seconds, and as a share of blind"),
    ...groups.flatMap(([name, workload], index) =>
      drawGroup(HEADER_HEIGHT + index * GROUP_HEIGHT, `${name}, ${workload.seconds} s`, workload.strategies),
    ),
    text(
      MARGIN,
      height - 14,
      "note",
      `Same sources, same writes, same run. Time is compressed ${summary.compressedTimes} times: ${summary.intervalSeconds} s stands for 5 minutes, ${summary.shortIntervalSeconds} s for 10 s.`,
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>Blind refreshes against the engine: staleness and CPU</title>
<style>${STYLE}
</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>
${parts.join("\n")}
</svg>
`;
}

function drawGroup(top: number, title: string, figures: Record<Strategy["name"], Figures>): string[] {
  const all = Object.values(figures);
  const longestStaleness = Math.max(...all.map(({ stalenessSeconds }) => stalenessSeconds.mean));
  const longestCpu = Math.max(...all.map(({ cpuSeconds }) => cpuSeconds));
  return [
    `<line class="rule" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${top}" y2="${top}"/>`,
    text(MARGIN, top + 20, "group", title),
    ...STRATEGIES.flatMap(({ name, title: strategyTitle }, index) => {
      const y = top + 28 + index * ROW_HEIGHT;
      const { stalenessSeconds, cpuSeconds, meanToBlind, cpuToBlind } = figures[name];
      return [
        text(MARGIN, y + 15, "", strategyTitle),
        ...drawBar(COLUMNS[0], y, name, stalenessSeconds.mean, longestStaleness, meanToBlind),
        ...drawBar(COLUMNS[1], y, name, cpuSeconds, longestCpu, cpuToBlind),
      ];
    }),
  ];
}

function drawBar(
  x: number | undefined,
  y: number,
  name: Strategy["name"],
  value: number,
  longest: number,
  toBlind: number | null,
): string[] {
  const width = longest === 0 ? 0 : Math.max(value === 0 ? 0 : 1, (value / longest) * BAR_WIDTH);
  const label = `${seconds(value)}${name === "blind" || toBlind === null ? "" : `  (${share(toBlind)})`}`;
  return [
    `<rect class="${name}" x="${x}" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="2"/>`,
    text((x ?? 0) + width + 6, y + 15, "", label),
  ];
}

const text = (x: number | undefined, y: number, className: string, content: string): string =>
  `<text${className === "" ? "" : ` class="${className}"`} x="${x?.toFixed(1)}" y="${y}">${content}</text>`;

const seconds = (value: number): string =>
  value === 0
    ? "0 s"
    : value < 0.1
      ? `${Number((value * 1000).toPrecision(2))} ms`
      : `${value.toFixed(value < 10 ? 1 : 0)} s`;

/** As people say it: a 25th, or three times. */
const share = (ratio: number): string =>
  ratio === 0 ? "none" : ratio <= 0.5 ? `1/${Math.round(1 / ratio)}` : `× ${Number(ratio.toPrecision(2))}`;
