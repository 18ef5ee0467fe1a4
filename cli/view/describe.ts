// What was found out about a view, in sentences.
import type { Examination } from "./examination.ts";

export function describeView(found: Examination): string[] {
  return [
    `${found.view}: ${content(found)}, owned by ${found.owner}`,
    ...refreshes(found),
    ...indexes(found),
    skips(found),
    ...found.sources.map(source),
    ...found.jobs.map((job) => describeJob(job, found)),
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

function content({ populated, rows, rows_exact, bytes }: Examination): string {
  if (!populated) return "not populated yet, so its first refresh fills it";
  const count =
    rows === null
      ? "rows not counted"
      : `${rows_exact ? "" : "about "}${number(rows)} ${rows === 1 ? "row" : "rows"}`;
  return bytes === null ? count : `${count}, ${size(bytes)}`;
}

function refreshes({ concurrently, measured }: Examination): string[] {
  const time = measured?.duration_ms == null ? "" : `; one takes ${duration(measured.duration_ms)}`;
  const unmeasured =
    measured?.duration_ms == null && measured?.reason ? [`no refresh was measured: ${measured.reason}`] : [];
  if (concurrently.possible)
    return [`refreshes concurrently, so readers are never blocked${time}`, ...unmeasured];
  return [
    `cannot be refreshed concurrently, so each refresh blocks readers while it runs${time}:`,
    ...concurrently.missing.flatMap(({ sentence, statement }) => [
      `  ${sentence}`,
      ...(statement === null ? [] : [`    ${statement}`]),
    ]),
    ...unmeasured,
  ];
}

function indexes({ unique_indexes: all, proposed_index: proposed, concurrently }: Examination): string[] {
  const unusable = all.filter(({ usable }) => !usable);
  if (all.some(({ usable }) => usable)) {
    const names = all.filter(({ usable }) => usable).map(({ name }) => name);
    return [`unique index: ${names.join(", ")}`];
  }
  const isTold = concurrently.missing.some(({ statement }) => statement === proposed?.statement);
  return [
    ...unusable.map(
      ({ name, reason }) => `the unique index ${name} does not serve${reason ? `: ${reason}` : ""}`,
    ),
    ...(proposed?.statement && !isTold ? [`its rows allow this index: ${proposed.statement}`] : []),
    ...(proposed !== null && proposed.statement === null && proposed.reason
      ? [`no index is proposed: ${proposed.reason}`]
      : []),
  ];
}

function skips({ skip }: Examination): string {
  if (skip.possible) return "ticks skip the refresh while nothing has changed";
  return ["ticks cannot skip the refresh", skip.reason].filter(Boolean).join(": ");
}

function source({ name, kind, rows, statistics }: Examination["sources"][number]): string {
  const count = rows === null ? "" : `, about ${number(rows)} rows`;
  return `reads ${name} (${kind}${count}${statistics ? "" : ", without statistics: analyze it"})`;
}

function describeJob(job: Examination["jobs"][number], { managed }: Examination): string {
  const named = `the cron job ${job.name ?? job.id} (${job.schedule}${job.active ? "" : ", paused"})`;
  if (managed && job.command.includes("dashboard_refresh.tick(")) return `${named} ticks for it`;
  if (job.would_be_taken_over) return `${named} refreshes it by hand and is taken over with its schedule`;
  const remedy = job.statement === null ? "" : `; to take the view out of it: ${job.statement}`;
  return job.does_only_this
    ? `${named} of ${job.owner} refreshes it too and is left alone${remedy}`
    : `${named} of ${job.owner} refreshes it among other things and is left alone${remedy}`;
}

const number = (value: number): string => Math.round(value).toLocaleString("en-US");

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 120_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.round(milliseconds / 60_000)} min`;
}

function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), units.length - 1);
  return `${Math.round(bytes / 1024 ** power)} ${units[power]}`;
}
