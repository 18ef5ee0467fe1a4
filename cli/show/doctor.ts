// What the doctor has found: what is not well first, each with what mends it; what is silenced stays to be seen.
import type { Check, Doctor, Loop } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { renderFacts, renderText } from "../terminal/table.ts";
import { paint, type Terminal, type Tone } from "../terminal/terminal.ts";
import { countWords, durationWords } from "./words.ts";

const ORDER = ["error", "warning", "skipped", "ok"] as const;
const TONES: Readonly<Record<Check["status"], Tone>> = {
  error: "bad",
  warning: "warn",
  skipped: "quiet",
  ok: "good",
};

export function showDoctor({ checks, summary }: Doctor, terminal: Terminal): string[] {
  const heard = checks.filter(({ silenced }) => !silenced);
  const silenced = checks.filter((check) => check.silenced);
  const loud = ORDER.filter((status) => status !== "ok").flatMap((status) =>
    heard.filter((check) => check.status === status).flatMap((check) => showCheck(check, terminal)),
  );
  const well = heard.filter(({ status }) => status === "ok").length;
  const sentence = [
    countWords(summary.error, "error"),
    countWords(summary.warning, "warning"),
    `${summary.skipped} skipped`,
    `${well} well`,
    ...(silenced.length > 0 ? [`${silenced.length} silenced`] : []),
  ].join(", ");
  const tone = summary.error > 0 ? "bad" : summary.warning > 0 ? "warn" : "good";
  return [
    ...loud,
    ...silenced.filter(({ status }) => status !== "ok").flatMap((check) => showSilenced(check, terminal)),
    ...renderText(`${sentence}.`, terminal, "", tone),
  ];
}

/** Every check, for who asks for one. */
export function showCheck(check: Check, terminal: Terminal): string[] {
  const { id, view, status, finding, repair, blocked_by, page } = check;
  const name = view === null ? id : `${id} ${view}`;
  const lines = [
    ...renderText(`${status} ${name}: ${finding}`, terminal, "", TONES[status]),
    ...(blocked_by ? renderText(`first: ${blocked_by}`, terminal, "  ") : []),
    ...(repair ? showRepair(repair.text, terminal) : []),
  ];
  if (status !== "ok" && status !== "skipped") lines.push(`  ${paint(terminal, "quiet", page)}`);
  return [...lines, ""];
}

/** As it is to be pasted: a statement is not broken into lines of ours. */
const showRepair = (text: string, terminal: Terminal): string[] =>
  text.split("\n").flatMap((line) => renderText(line, { ...terminal, columns: null }, "  "));

function showSilenced({ id, view, status, finding, silenced }: Check, terminal: Terminal): string[] {
  const who = silenced?.by ? `, by ${silenced.by}` : "";
  const why = silenced?.reason ? `: ${silenced.reason}` : "";
  const text = `${status} ${view === null ? id : `${id} ${view}`} (silenced${who}${why}): ${finding}`;
  return [...renderText(text, terminal, "", "quiet"), ""];
}

export function showLoop(loop: Loop, terminal: Terminal): string[] {
  const legs = loop.legs.map(({ name, at, ms }): [string, string] => [
    name,
    at === null ? "missing" : `after ${durationWords(ms)}`,
  ]);
  const sentence =
    loop.status === "complete"
      ? "The loop is closed: pg_cron, pg_net, the function and the database hear each other."
      : loop.status === "running"
        ? "The loop is still open."
        : `The loop is broken at ${loop.missing ?? "an unknown leg"}: ${loop.why ?? "no reason is known"}`;
  const tone = loop.status === "complete" ? "good" : loop.status === "broken" ? "bad" : "warn";
  return [
    ...renderFacts(legs, terminal),
    ...renderText(sentence, terminal, "", tone),
    ...(loop.hint ? renderText(loop.hint, terminal, "  ") : []),
  ];
}
