// A part's figures as a table, each with a name, and how numbers are written in documents.
import { z } from "zod";

/** The name is its anchor in bench/README.md, and what a document links to that quotes it. */
export interface Figure {
  name: string;
  text: string;
}

export interface Row {
  what: string;
  figures: readonly Figure[];
}

export interface Section {
  title: string;
  /** One a figure of a row. */
  columns: readonly string[];
  rows: readonly Row[];
  /** The machine and the day. */
  measured: string;
  /** Aims that were not met, each with what was measured. */
  missed: readonly string[];
}

/** Of the part's results, which are in bench/results/<part>.json. */
export interface Part {
  part: string;
  read: (results: unknown) => Section;
}

export const percentiles = z.object({ p50: z.number(), p95: z.number() });
export const machine = z.object({ cores: z.number(), postgresql: z.string(), date: z.string() });

const describeMachine = ({ cores, postgresql, date }: z.infer<typeof machine>) =>
  `${cores} cores, PostgreSQL ${postgresql}, ${date}.`;

const aims = z.object({
  aims: z.array(z.object({ aim: z.string(), value: z.number(), met: z.boolean() })).default([]),
});

export const digits = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
export const ms = (value: number) => `${digits(value)} ms`;
export const mib = (bytes: number) => `${digits(bytes / 1024 / 1024)} MiB`;
export const count = (value: number) => value.toLocaleString("en");
export const ratio = (value: number) => value.toPrecision(2);

export const one = (what: string, name: string, text: string): Row => ({ what, figures: [{ name, text }] });
/** Median and 95th percentile. */
export const both = (
  what: string,
  name: string,
  { p50, p95 }: z.infer<typeof percentiles>,
  show: (value: number) => string,
): Row => ({
  what,
  figures: [
    { name, text: show(p50) },
    { name: `${name}-p95`, text: show(p95) },
  ],
});

export const define = <T extends z.ZodType<{ machine: z.infer<typeof machine> }>>(
  part: string,
  schema: T,
  describe: (results: z.infer<T>) => Omit<Section, "measured" | "missed">,
): Part => ({
  part,
  read: (results) => {
    const parsed = schema.parse(results);
    return {
      ...describe(parsed),
      measured: describeMachine(parsed.machine),
      missed: aims
        .parse(results)
        .aims.filter(({ met }) => !met)
        .map(({ aim, value }) => `${aim}: ${value}`),
    };
  },
});
