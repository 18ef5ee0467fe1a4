// Two releases to go from one to the other: the sources as they are, and an older one made of them by a few edits.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Built, build } from "../../../scripts/sql/build.ts";
import { DATABASE_DIR } from "../../../scripts/sql/database-files.ts";
import { buildInstall } from "../../../scripts/sql/install.ts";
import { readReleases, sha256Of } from "../../../scripts/sql/releases.ts";
import { parseSource, readSources, SOURCES_DIR, type Source } from "../../../scripts/sql/sources.ts";
import { findRepository } from "../../../stack/index.ts";

export const OLDER = "0.0.9";

export interface Releases {
  newest: string;
  /** The full install of the older one. It needs check_function_bodies off: some of its functions expect newer columns. */
  older: string;
  /** From the older one to the newest. */
  upgrade: string;
  /** The full install of the newest. */
  install: string;
  /** The uninstall of the newest, which knows the older one too. */
  uninstall: string;
  /** dist/database/ of the newest, with the upgrade from the older one. */
  package: Built[];
}

/** [what the older release had, what the newest has]; each of the second is in one source, and once. */
const EDITS: [older: string, newest: string][] = [
  // A column that is missing, one of an older type, a view with a column more.
  [
    "  error_sqlstate text not null,\n\n",
    "  error_sqlstate text not null,\n  error_message text not null,\n\n",
  ],
  ["", "comment on column dashboard_refresh.duty_failures.error_message is 'What went wrong.';\n"],
  ["  cron_run_id integer,\n", "  cron_run_id bigint,\n"],
  ["'ExclusiveLock' as is_exclusive,\n  pg_locks.mode\nfrom", "'ExclusiveLock' as is_exclusive\nfrom"],
  // Older signatures, of an internal function and of one for everybody, that would be ambiguous beside the newer.
  [
    "function dashboard_refresh._retention(legacy boolean default false)\n",
    "function dashboard_refresh._retention()\n",
  ],
  ["function dashboard_refresh._retention(boolean) is", "function dashboard_refresh._retention() is"],
  [
    "function dashboard_refresh.is_fresh(legacy boolean default false)\n",
    "function dashboard_refresh.is_fresh()\n",
  ],
  ["function dashboard_refresh.is_fresh(boolean) is", "function dashboard_refresh.is_fresh() is"],
  // An older schedule of the watchdog, no rescue jobs, and an older command of the views' jobs.
  [
    "select cron.schedule(standing.job_name, '*/2 * * * *'",
    "select cron.schedule(standing.job_name, '* * * * *'",
  ],
  ["generate_series(1, 0) as numbers", "generate_series(1, 3) as numbers"],
  [
    "  select format('select dashboard_refresh.tick(%L)', view);",
    "  select format('set statement_timeout = 0; select dashboard_refresh.tick(%L)', view);",
  ],
];

/** An older name of a column, wherever it stands. */
const RENAMED: [older: string, newest: string] = ["outage_since", "ticks_missed_since"];

/** A wrapper that the older release does not have yet. */
const NEW = "public.test_dashboard_refresh_alert";

/** What was there and is gone: an internal function, a view, and a wrapper that the older release had retired. */
const GONE = [
  parseSource(
    "status/gone.sql",
    `create or replace function dashboard_refresh._gone(view dashboard_refresh.views, other text default ',''')
    returns text language sql set search_path = pg_catalog, pg_temp as $$ select 'gone' $$;

    create or replace view dashboard_refresh.waiting_runs as
    select runs.id, dashboard_refresh._gone(views) as gone
    from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id;`,
  ),
  parseSource(
    "api/retired/refresh_dashboard_now.sql",
    `create or replace function public.refresh_dashboard_now(view text default null)
    returns boolean language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select dashboard_refresh.is_fresh() $$;`,
  ),
];

/** What the older release's tables need. */
const BY_HAND = `
alter table dashboard_refresh.view_state rename column outage_since to ticks_missed_since;
alter table dashboard_refresh.runs alter column cron_run_id type bigint;
alter table dashboard_refresh.duty_failures add column error_message text not null default 'unknown';
alter table dashboard_refresh.duty_failures alter column error_message drop default;
`;

export function makeReleases(): Releases {
  const rootDir = mkdtempSync(path.join(tmpdir(), "releases-"));
  try {
    return makeIn(rootDir, findRepository());
  } finally {
    rmSync(rootDir, { recursive: true, force: true });
  }
}

function makeIn(rootDir: string, repoDir: string): Releases {
  const newest = readReleases(repoDir).at(-1)?.version ?? "";
  const older = buildInstall(OLDER, [...makeOlder(readSources(repoDir)), ...GONE]);
  const stamp = "20260101000000";
  const sources = path.join(rootDir, SOURCES_DIR);
  cpSync(path.join(repoDir, SOURCES_DIR), sources, { recursive: true });
  rmSync(path.join(sources, "upgrades"), { recursive: true, force: true });
  for (const dir of [path.join(sources, "upgrades"), path.join(rootDir, "supabase/migrations")])
    mkdirSync(dir, { recursive: true });
  const files = {
    "package.json": JSON.stringify({ version: newest }),
    [`supabase/migrations/${stamp}_refresh_dashboard_${OLDER}.sql`]: older,
    [`${SOURCES_DIR}/upgrades/${OLDER}-${newest}.sql`]: BY_HAND,
    [`${SOURCES_DIR}/releases.json`]: JSON.stringify([
      { version: OLDER, stamp, sha256: sha256Of(older) },
      { version: newest, stamp: "20260201000000", sha256: null },
    ]),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(rootDir, file), text);
  const built = build(rootDir);
  const textOf = (start: string) => built.find((file) => file.path.startsWith(start))?.text ?? "";
  return {
    newest,
    older,
    upgrade: textOf("supabase/migrations"),
    install: textOf(`${DATABASE_DIR}/install.sql`),
    uninstall: textOf(`${DATABASE_DIR}/uninstall.sql`),
    package: built.filter((file) => file.path.startsWith(DATABASE_DIR)),
  };
}

function makeOlder(sources: Source[]): Source[] {
  for (const [, newest] of EDITS) {
    const times = sources
      .map(({ text }) => text.split(newest).length - 1)
      .reduce((sum, count) => sum + count, 0);
    if (times !== 1)
      throw new Error(`tests/install/support/releases.ts: ${times} times in the sources: ${newest}`);
  }
  return sources.map(({ path: file, statements, text }) => {
    const kept = statements.filter((statement) => !statement.text.includes(NEW));
    const known = kept.length === statements.length ? text : kept.map((each) => each.text).join("\n\n");
    const edited = EDITS.reduce((sql, [older, newest]) => sql.replace(newest, () => older), known);
    return parseSource(file, edited.replaceAll(RENAMED[1], RENAMED[0]));
  });
}
