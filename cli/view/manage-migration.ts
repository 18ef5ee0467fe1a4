// The text of the migration that registers a view, or gives it other settings.
import type { Change } from "./change.ts";
import type { Examination } from "./examination.ts";
import type { ManageStatements } from "./statements.ts";

export function manageMigration(
  found: Examination,
  { index, manage }: ManageStatements,
  change: Change,
): string {
  const parts = [
    comment(head(found, manage, change)),
    ...(index === null ? [] : [`${comment(WHY_AN_INDEX)}\n${index}`]),
    manage,
  ];
  return `${parts.join("\n\n")}\n`;
}

const WHY_AN_INDEX = [
  "What REFRESH MATERIALIZED VIEW CONCURRENTLY needs. The index itself is not created concurrently: that cannot be done",
  "inside a transaction, nor together with other statements, and a migration is both. Readers go on; a refresh waits.",
];

function head(found: Examination, manage: string, { before }: Change): string[] {
  return [
    before === null
      ? `Registers ${found.view} with Refresh Dashboard, which keeps it fresh from now on.`
      : `Changes how Refresh Dashboard keeps ${found.view} fresh.`,
    "Written by refresh-dashboard manage, after it had run in a transaction that was rolled back. A second run changes",
    "nothing. Settings that are not named keep their values; select * from dashboard_refresh.settings() lists them.",
    ...(manage.includes("expect_missing")
      ? ["No migration before this one creates the view, so in a new database it may come later."]
      : []),
    ...found.jobs
      .filter((job) => job.would_be_taken_over)
      .map(
        (job) =>
          `The cron job ${job.name} (${job.schedule}) is taken over, with its schedule, where it is there.`,
      ),
  ];
}

/** A name may have a line break in it, and must not end the comment. */
export const comment = (lines: string[]): string =>
  lines.map((line) => `-- ${line.replaceAll(/[\r\n]+/g, " ")}`).join("\n");
