// A chart with its heading, what it says in a sentence, its legend, and a table of the same facts.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { theme } from "../app/theme.ts";
import { language } from "../i18n/language.ts";
import type { Drawing, Chart as Drawn } from "./plot.ts";
import { t } from "./text.ts";
import "./chart.css";

const HEIGHT_PX = 200;

/** Colours are what the style sheet makes of these, in light and in dark. */
export type Ink = "line" | "level" | "mark" | "good" | "bad" | "axis" | "grid";

/** Changes when the system turns light or dark. */
const scheme = signal(0);
if (typeof matchMedia !== "undefined")
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => scheme.value++);

export type ChartProps = {
  title: string;
  /** What the chart says, for everybody. */
  summary: string;
  note?: string;
  drawings: readonly (Omit<Drawing, "color"> & { ink: Ink })[];
  from: number;
  to: number;
  level?: number | null;
  marks?: readonly number[];
  legend: readonly { ink: Ink; text: string }[];
  formatValue: (value: number) => string;
  /** The same facts as rows. */
  table: ComponentChildren;
};

export function Chart(props: ChartProps) {
  const { title, summary, note, legend, table } = props;
  const box = useRef<HTMLDivElement>(null);
  const inks = useRef<HTMLDivElement>(null);
  const id = useId();
  const [redraw, spoken] = [`${scheme.value} ${theme.value}`, language.value];
  useEffect(() => {
    let isGone = false;
    let remove = () => {};
    void import("./plot.ts").then(({ drawChart }) => {
      if (isGone || !box.current || !inks.current) return;
      remove = drawChart(box.current, drawnOf(props, inks.current, spoken));
    });
    return () => {
      isGone = true;
      remove();
    };
  }, [props.drawings, props.from, props.to, props.level, props.marks, redraw, spoken]);
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <p>{summary}</p>
      </figcaption>
      <div ref={box} class="chart-box" aria-hidden="true" />
      <div ref={inks} class="chart-inks" aria-hidden="true">
        {(["line", "level", "mark", "good", "bad", "axis", "grid"] as const).map((ink) => (
          <span key={ink} class={`ink-${ink}`} />
        ))}
      </div>
      <ul class="chart-legend">
        {legend.map(({ ink, text }) => (
          <li key={ink}>
            <span class={`chart-swatch swatch-${ink} ink-${ink}`} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
      {note === undefined ? null : <p class="quiet chart-note">{note}</p>}
      <details>
        <summary>{t("as_table")}</summary>
        {table}
      </details>
    </figure>
  );
}

function drawnOf(
  { drawings, from, to, level, marks, formatValue }: ChartProps,
  inks: HTMLElement,
  spoken: string,
): Drawn {
  const colorOf = (ink: Ink) => {
    const swatch = inks.querySelector(`.ink-${ink}`);
    return swatch ? getComputedStyle(swatch).color : "gray";
  };
  return {
    drawings: drawings.map(({ ink, ...drawing }) => ({ ...drawing, color: colorOf(ink) })),
    from,
    to,
    level: level === null || level === undefined ? null : { value: level, color: colorOf("level") },
    marks: marks ?? [],
    markColor: colorOf("mark"),
    axisColor: colorOf("axis"),
    gridColor: colorOf("grid"),
    formatValue,
    formatTime: (at) => new Date(at).toLocaleTimeString(spoken, { hour: "2-digit", minute: "2-digit" }),
    height: HEIGHT_PX,
  };
}
