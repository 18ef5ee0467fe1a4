// Writes what a command has done, or why it has not, as text or as one JSON document.
import { actionOf, describeDone, describePlan } from "../files/plan.ts";
import { CliError, EXIT } from "./errors.ts";
import { harmless, harmlessJson } from "./harmless.ts";
import { NOTHING, type Outcome } from "./outcome.ts";
import { quote } from "./quote.ts";

export interface Printing {
  /** Null where the command line itself was wrong. */
  command: string | null;
  isJson: boolean;
  isDryRun: boolean;
  /** To stdout. */
  writeOut(text: string): void;
  /** To stderr. */
  writeErr(text: string): void;
}

/** Answers the exit code. */
export function printOutcome(outcome: Outcome, printing: Printing): number {
  const { exitCode = EXIT.done } = outcome;
  const isOk = exitCode === EXIT.done;
  if (printing.isJson) writeJson({ ok: isOk, exit_code: exitCode, ...jsonOf(outcome, printing) }, printing);
  else printing.writeOut(textOf(outcome, printing.isDryRun));
  return exitCode;
}

/** Answers the exit code. What was done in part goes before the error, so that the last lines say what is wrong. */
export function printFailure(error: unknown, printing: Printing): number {
  const failure = error instanceof CliError ? error : asInternal(error);
  const { code, message, detail, hint, exitCode, partly } = failure;
  const outcome: Outcome = { ...NOTHING, ...partly };
  if (printing.isJson) {
    const problem = { code, message, detail: detail ?? null, hint: hint ?? null };
    writeJson({ ok: false, exit_code: exitCode, error: problem, ...jsonOf(outcome, printing) }, printing);
  } else {
    const lines = [
      `refresh-dashboard: ${message} (${code})`,
      ...indent("Detail", detail),
      ...indent("Hint", hint),
    ];
    printing.writeErr(`${textOf(outcome, printing.isDryRun)}${lines.map(harmless).join("\n")}\n`);
  }
  // A bug keeps its stack.
  if (code === "internal" && error instanceof Error) printing.writeErr(`${error.stack}\n`);
  return exitCode;
}

function textOf({ report = [], done, next, files, commands }: Outcome, isDryRun: boolean): string {
  const changes = isDryRun
    ? [...describePlan(files), ...commands.map((words) => `would run ${quote(words)}`)]
    : describeDone(files);
  // Nothing was done that something could come after.
  const following = next.length > 0 && !isDryRun ? ["Next:", ...next.map((line) => `  ${line}`)] : [];
  const sentences = [...changes, ...done, ...following].flatMap((text) => text.split("\n")).map(harmless);
  return [...report, ...sentences].map((line) => `${line}\n`).join("");
}

function jsonOf({ done, next, files, commands, data, via }: Outcome, { command, isDryRun }: Printing) {
  return {
    command,
    dry_run: isDryRun,
    ...(via === undefined ? {} : { via }),
    files: files.map((file) => ({ path: file.path, action: actionOf(file) })),
    commands,
    done,
    next,
    data: data ?? null,
  };
}

function writeJson(document: object, { writeOut }: Printing): void {
  writeOut(`${harmlessJson(JSON.stringify(document, null, 2))}\n`);
}

function asInternal(error: unknown): CliError {
  return new CliError("internal", error instanceof Error ? error.message : String(error), {
    hint: "This is a mistake in refresh-dashboard itself: report it with the lines below.",
  });
}

function indent(label: string, text: string | undefined): string[] {
  return text === undefined
    ? []
    : text.split("\n").map((line, index) => (index === 0 ? `${label}: ${line}` : `  ${line}`));
}
