// Draws a chart with uPlot, which is loaded when the first one is to be seen. A chart is an ornament to the table beside it:
// it is hidden from who cannot see it.

import uPlot from "uplot";
import { splitSeconds } from "./split-seconds.ts";
import "uplot/dist/uPlot.min.css";

/** A line or points over time; `x` in milliseconds, `y` in seconds. */
export type Drawing = {
  /** For colours: which kind of line this is. */
  kind: "line" | "points";
  label: string;
  color: string;
  x: readonly number[];
  y: readonly (number | null)[];
};

export type Chart = {
  drawings: readonly Drawing[];
  from: number;
  to: number;
  /** A level across the whole width. */
  level: { value: number; color: string } | null;
  /** Vertical lines, in milliseconds. */
  marks: readonly number[];
  markColor: string;
  axisColor: string;
  gridColor: string;
  formatValue: (value: number) => string;
  formatTime: (atMs: number) => string;
  height: number;
};

/**
 * Draws into an element and keeps to its width.
 *
 * @returns what takes the chart away again.
 */
export function drawChart(element: HTMLElement, chart: Chart): () => void {
  const width = () => Math.max(200, element.clientWidth);
  const plot = new uPlot(
    { width: width(), height: chart.height, ...optionsOf(chart) },
    uPlot.join(chart.drawings.map(({ x, y }) => [x.map((at) => at / 1000), [...y]])),
    element,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: width(), height: chart.height }));
  observer.observe(element);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

function optionsOf(chart: Chart): Omit<uPlot.Options, "width" | "height"> {
  const highest = Math.max(
    chart.level?.value ?? 0,
    ...chart.drawings.flatMap(({ y }) => y.map((value) => value ?? 0)),
  );
  const axis = {
    stroke: chart.axisColor,
    grid: { stroke: chart.gridColor, width: 1 },
    ticks: { show: false },
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: () => [chart.from / 1000, chart.to / 1000] },
      y: { range: () => [0, highest * 1.1 || 1] },
    },
    axes: [
      {
        ...axis,
        values: (_plot, splits) => splits.map((at) => chart.formatTime(at * 1000)),
        space: 80,
        size: 30,
      },
      {
        ...axis,
        splits: () => splitSeconds(highest),
        values: (_plot, splits) => splits.map(chart.formatValue),
        size: 68,
      },
    ],
    series: [
      {},
      ...chart.drawings.map(({ kind, label, color }): uPlot.Series => {
        if (kind === "points")
          return {
            label,
            stroke: color,
            width: 0,
            points: { show: true, size: 5, fill: color },
            paths: () => null,
          };
        return { label, stroke: color, width: 2, points: { show: false }, spanGaps: false };
      }),
    ],
    hooks: { draw: [(plot) => drawLines(plot, chart)] },
  };
}

/** The level and the marks, over what uPlot has drawn. */
function drawLines({ ctx, bbox, valToPos }: uPlot, { level, marks, markColor }: Chart): void {
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  if (level) {
    ctx.strokeStyle = level.color;
    const y = valToPos(level.value, "y", true);
    line(bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.setLineDash([]);
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.strokeStyle = markColor;
  for (const at of marks) {
    const x = valToPos(at / 1000, "x", true);
    line(x, bbox.top, x, bbox.top + bbox.height);
  }
  ctx.restore();
}
