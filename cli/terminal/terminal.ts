// What the output goes to: how wide it is, whether it shows colours, whether anybody watches.
import { styleText } from "node:util";

export interface Terminal {
  /** Columns that a line may have; null where nothing is to be broken, as in a pipe. */
  columns: number | null;
  /** Whether stdout is a screen that can be drawn on again. */
  isScreen: boolean;
  /** Whether stderr is a terminal: progress is for those who watch. */
  showsProgress: boolean;
  hasColor: boolean;
}

/** The streams as Node has them. */
interface Stream {
  isTTY?: boolean;
  columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readTerminal(stdout: Stream, stderr: Stream, environment: Environment): Terminal {
  const isScreen = stdout.isTTY === true;
  const given = Number(environment.COLUMNS);
  const ofEnvironment = Number.isInteger(given) && given > 0 ? given : null;
  return {
    columns: isScreen ? (stdout.columns ?? ofEnvironment ?? 80) : ofEnvironment,
    isScreen,
    showsProgress: stderr.isTTY === true,
    hasColor: hasColor(isScreen, environment),
  };
}

/** https://no-color.org, https://force-color.org */
function hasColor(isScreen: boolean, { NO_COLOR, FORCE_COLOR, TERM }: Environment): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return isScreen && TERM !== "dumb";
}

export type Tone = "good" | "bad" | "warn" | "quiet" | "head";

const FORMATS = {
  good: "green",
  bad: "red",
  warn: "yellow",
  quiet: "gray",
  head: "bold",
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** Colours are an addition to the words: nothing is said by them alone. */
export function paint(terminal: Terminal, tone: Tone | undefined, text: string): string {
  if (!terminal.hasColor || tone === undefined) return text;
  const format = FORMATS[tone];
  // Whether there are colours is decided above; newer versions of Node would look at the stream again.
  return styleText(format, text, { validateStream: false } as never);
}
