// What failed, a line each, for the end of a long log: there it is found, whatever came between.
import { z } from "zod";

const MESSAGE_CHARACTERS = 300;
/** What .ci/run looks for in all the output that it has seen. */
const PREFIX = "FAILED";

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Lists the failures in the report of vitest's reporter `json`: tests, and files that failed before or after their tests.
 * @param suite Named at the beginning of each line.
 * @param report The file's content, parsed.
 * @returns A line each: suite, file, test, the first line of its message.
 */
export function listVitestFailures(suite: string, report: unknown): string[] {
  return Report.parse(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => formatFailure(suite, name, test.fullName, test.failureMessages?.[0] ?? ""));
    if (tests.length > 0 || status === "passed") return tests;
    return [formatFailure(suite, name, "the file as a whole", message)];
  });
}

/** Lists the failures in the output of pg_prove: its report on each file that failed, and the names of the tests. */
export function listPgTapFailures(suite: string, output: string): string[] {
  const files = [...output.matchAll(/^(\S+)\s+\((Wstat: .*)\)\n((?: {2}.*\n)*)/gm)].map(
    ([, file = "", wstat = "", details = ""]) =>
      formatFailure(suite, file, wstat, details.trim().replace(/\s*\n\s*/g, "; ")),
  );
  const tests = [...output.matchAll(/^# +(Failed test \d+: .*)$/gm)].map(([, test = ""]) =>
    formatFailure(suite, "", test, ""),
  );
  return [...files, ...tests];
}

/** One line of it: the parts that there are, and no more of the message than its first line. */
export function formatFailure(suite: string, file: string, test: string, message: string): string {
  const firstLine = message.split("\n")[0] ?? "";
  return [`${PREFIX} ${suite}`, file, test, firstLine.slice(0, MESSAGE_CHARACTERS)]
    .filter((part) => part !== "")
    .join(" · ");
}
