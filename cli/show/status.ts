// One view: its state, why it is in it, and its last runs.
import type { Status } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { EXIT } from "../terminal/errors.ts";
import { quote } from "../terminal/quote.ts";
import { renderFacts, renderText } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type Fact, knownFacts } from "./facts.ts";
import { showRuns } from "./runs.ts";
import { STATE_TONES } from "./views.ts";
import { agoWords, secondsWords, timeWords } from "./words.ts";

export function showStatus(status: Status, terminal: Terminal): string[] {
  const runs = showRuns(status.last_runs, terminal);
  return [
    ...renderFacts(factsOf(status), terminal),
    ...showProblems(status.problems, terminal),
    ...(runs.length === 0 ? [] : ["", ...runs]),
  ];
}

function factsOf(status: Status): Fact[] {
  const now = status.now ?? "";
  const { state, promise, pause, suspended, refreshing, job, path } = status;
  const ago = (at: string | null | undefined) => (at ? `${timeWords(at)} (${agoWords(at, now)})` : null);
  const kept = promise?.kept ? "kept" : "broken";
  return knownFacts([
    ["view", status.view],
    ["state", { text: state, tone: STATE_TONES[state] }],
    ["paused", status.paused ? pauseWords(pause ?? null) || "yes" : null],
    ["to resume", status.paused ? `refresh-dashboard ${quote(["resume", status.view])}` : null],
    ["suspended", suspended ? `next try ${ago(suspended.retry_at) ?? "not known"}` : null],
    ["refreshing", refreshing ? `run ${refreshing.run_id ?? "?"}, since ${ago(refreshing.since)}` : null],
    ["data as of", ago(status.data_as_of)],
    ["unchanged until", ago(status.verified_at)],
    ["stale for", secondsWords(status.staleness_seconds ?? null)],
    [
      "promise",
      promise && {
        text: `${secondsWords(promise.max_staleness_seconds)}, ${kept}`,
        tone: promise.kept ? "good" : "bad",
      },
    ],
    ["schedule", job?.schedule],
    ["next firing", ago(job?.next_run_at)],
    ["path", path && `${path.effective}: ${path.reason}`],
  ]);
}

/** Who, why, until when: as far as it is known. */
function pauseWords(pause: Status["pause"]): string {
  if (!pause) return "";
  const { by, at, reason, until } = pause;
  return [
    by ? `by ${by}` : "",
    at ? `since ${timeWords(at)}` : "",
    until ? `until ${timeWords(until)}` : "",
    reason ? `(${reason})` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function showProblems(problems: Status["problems"], terminal: Terminal): string[] {
  return problems.flatMap(({ code, severity, message, hint }) => [
    "",
    ...renderText(`${severity} ${code}: ${message}`, terminal, "", severity === "error" ? "bad" : "warn"),
    ...(hint ?? "")
      .split("\n")
      .filter(Boolean)
      .flatMap((line) => renderText(line, terminal, "  ")),
  ]);
}

export function exitCodeOfStatus(status: Status): number {
  const isBroken = status.promise?.kept === false && !status.paused && status.state === "stale";
  const isBad =
    status.state === "missing" ||
    isBroken ||
    Boolean(status.suspended) ||
    status.problems.some(({ severity }) => severity === "error");
  if (isBad) return EXIT.failed;
  return status.state === "unknown" && !status.paused ? EXIT.unknown : EXIT.done;
}
