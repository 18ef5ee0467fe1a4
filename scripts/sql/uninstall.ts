// Builds the uninstall: takes out what installs and upgrades have put in, whichever of the known releases is there.
import { formatDependantsQuery } from "./dependants.ts";
import { formatRelease, type Made, quote } from "./release-file.ts";
import { RELOAD } from "./sections.ts";
import { formatTableLocks, TABLE_LOCK_DECLARATIONS } from "./table-locks.ts";

export interface Uninstall {
  version: string;
  /** The versions that it takes out, this one among them. */
  versions: string[];
  /** What each of these has made. */
  made: Made[];
}

/**
 * The line that says what becomes of the jobs. Whoever writes the file for a project may put another of the words in its
 * place: remove, keep (each view that has a job gets a plain one, on the same schedule) or restore (the hand-made jobs that
 * were taken over come back).
 */
export const JOBS_LINE = "v_jobs constant text := 'remove';";
export const JOBS_WORDS = ["remove", "keep", "restore"];

/** The secrets in Vault that the product reads. */
const SECRETS = [
  "project_url",
  "refresh_dashboard_trigger_secret",
  "refresh_dashboard_alert_url",
  "refresh_dashboard_alert_secret",
];

export function buildUninstall({ version, versions, made }: Uninstall): string {
  const wrappers = unique(made.flatMap(({ routines }) => routines.map(({ signature }) => signature))).filter(
    (signature) => signature.startsWith("public."),
  );
  return formatRelease({
    title: `Refresh Dashboard ${version}: the uninstall.`,
    notes: [
      "Takes out the schema dashboard_refresh, its wrappers in public, its jobs and its secrets in Vault. Leaves alone the",
      "materialized views, the extensions and pg_cron's log. Refuses while others use what would go, and names them.",
    ],
    declarations: [
      `-- remove; keep: a plain cron job for each view that has one; restore: the hand-made jobs that were taken over.`,
      JOBS_LINE,
      ...TABLE_LOCK_DECLARATIONS,
      "v_wrappers regprocedure[];",
      "v_dependants text;",
      "v_object record;",
      "v_refusal text;",
      "v_view record;",
      "v_views integer := 0;",
      "v_left integer;",
      "v_left_before integer;",
    ],
    failure: `Refresh Dashboard ${version} was not uninstalled: a lock was not free`,
    statements: [
      formatGuard(version, versions),
      formatTableLocks(),
      formatOwnObjects(wrappers),
      formatOthers(made),
      JOBS,
      DROPS,
      formatSecrets(),
      RELOAD,
      `    raise notice 'Refresh Dashboard % was uninstalled; plain materialized views from now on: %', v_installed, v_views;`,
    ],
  });
}

function formatGuard(version: string, versions: string[]): string {
  return `    if to_regnamespace('dashboard_refresh') is null then
      raise notice 'Refresh Dashboard is not installed here: there is nothing to uninstall';
      exit work;
    elsif v_installed is null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = 'there is a schema dashboard_refresh here that does not say its version',
        detail = 'No release of Refresh Dashboard made it. Nothing was changed.',
        hint = 'If it is a leftover and nothing in it is needed, drop it.';
    elsif v_installed <> all (array[${versions.map(quote).join(", ")}]) then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('Refresh Dashboard %s is installed here', v_installed),
        detail = ${quote(`This is the uninstall of ${version}, which does not know that version. Nothing was changed.`)},
        hint = 'Use the uninstall of the version that is installed.';
    elsif (select nspowner from pg_namespace where nspname = 'dashboard_refresh')
      <> (select oid from pg_roles where rolname = current_user)
    then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('%s may not uninstall Refresh Dashboard', current_user),
        detail = 'The jobs and the schema belong to the role that installed it. Nothing was changed.',
        hint = 'Use set role to the owner of the schema dashboard_refresh.';
    elsif v_jobs not in (${JOBS_WORDS.map(quote).join(", ")}) then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('%s does not say what becomes of the jobs', quote_literal(v_jobs)),
        hint = 'Write ${JOBS_WORDS.join(", ")}.';
    end if;`;
}

function formatOwnObjects(wrappers: string[]): string {
  return `    v_wrappers := array(
      select signatures.routine
      from unnest(${formatArray(wrappers.map((signature) => `to_regprocedure(${quote(signature)})`))}::regprocedure[])
        as signatures (routine)
      where signatures.routine is not null
    );`;
}

function formatOthers(made: Made[]): string {
  const relations = made.flatMap((each) => [...each.relations, ...each.views.map(({ name }) => name)]);
  const routines = made.flatMap((each) => each.routines.map(({ name }) => name));
  const types = made.flatMap((each) => each.types);
  return `    -- What others have made of ours.
${formatDependantsQuery(OF_OURS, "dependant.class = 'pg_proc'::regclass and dependant.object = any (v_wrappers)")}

    if v_dependants is not null then
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = 'others use what an uninstall of Refresh Dashboard takes away',
        detail = format('%s. Nothing was changed.', v_dependants),
        hint = 'Drop or change what depends on them, and run the uninstall again.';
    end if;

    -- What others have put beside ours.
    select string_agg(pg_describe_object(pg_depend.classid, pg_depend.objid, 0), '; ')
    into v_dependants
    from pg_depend
    cross join lateral (
      select coalesce(
        (select proname from pg_proc where pg_depend.classid = 'pg_proc'::regclass and oid = pg_depend.objid),
        (select relname from pg_class where pg_depend.classid = 'pg_class'::regclass and oid = pg_depend.objid),
        (select typname from pg_type where pg_depend.classid = 'pg_type'::regclass and oid = pg_depend.objid)
      )::text as name
    ) as object
    where pg_depend.refclassid = 'pg_namespace'::regclass
      and pg_depend.refobjid = 'dashboard_refresh'::regnamespace
      and pg_depend.classid <> 'pg_default_acl'::regclass
      -- Not the sequences of identity columns.
      and not exists (
        select from pg_depend as owned
        where owned.classid = pg_depend.classid and owned.objid = pg_depend.objid and owned.deptype in ('i', 'a')
      )
      and not coalesce(
        case pg_depend.classid
          when 'pg_proc'::regclass then object.name = any (${formatNames(["dashboard_refresh.version", ...routines])})
          when 'pg_class'::regclass then object.name = any (${formatNames(relations)})
          when 'pg_type'::regclass then object.name = any (${formatNames(types)})
        end,
        false
      );

    if v_dependants is not null then
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = 'the schema dashboard_refresh has objects in it that are not of Refresh Dashboard',
        detail = format('%s. Nothing was changed.', v_dependants),
        hint = 'Drop them or move them to another schema, and run the uninstall again.';
    end if;`;
}

const OF_OURS = `        (pg_depend.refclassid = 'pg_proc'::regclass and (
          pg_depend.refobjid = any (v_wrappers)
          or pg_depend.refobjid in (select oid from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace)
        ))
        or (
          pg_depend.refclassid = 'pg_class'::regclass
          and pg_depend.refobjid in (select oid from pg_class where relnamespace = 'dashboard_refresh'::regnamespace)
        )
        or (
          pg_depend.refclassid = 'pg_type'::regclass
          and pg_depend.refobjid in (select oid from pg_type where typnamespace = 'dashboard_refresh'::regnamespace)
        )`;

const JOBS = `    for v_view in
      select
        present.view,
        present.job_name,
        present.schedule,
        present.active,
        present.scheduled,
        present.scheduled and facts.kind = 'm' as is_scheduled,
        case
          when present."concurrently" <> 'never' and facts.is_populated and facts.has_unique_index then 'concurrently '
          else ''
        end as concurrently,
        present
      from dashboard_refresh.views
      cross join lateral dashboard_refresh._present(views) as present
      cross join lateral dashboard_refresh._relation(present) as facts
      order by views.id
    loop
      perform cron.unschedule(job.jobid)
      from cron.job
      -- Of a view that has no job somebody else's may have the name.
      where v_view.scheduled
        and job.jobname = v_view.job_name
        and job.username = current_user
        and job.database = current_database();

      v_views := v_views + 1;

      if v_jobs = 'keep' and v_view.is_scheduled then
        perform cron.alter_job(
          cron.schedule(
            v_view.job_name,
            v_view.schedule,
            format('refresh materialized view %s%s', v_view.concurrently, v_view.view)
          ),
          active => v_view.active
        );
      elsif v_jobs = 'restore' then
        perform dashboard_refresh._restore_job(v_view.present);
      end if;
    end loop;

    -- The watchdog's, those of rescues, and whatever else calls ours.
    perform cron.unschedule(job.jobid)
    from cron.job
    where job.username = current_user
      and job.database = current_database()
      and job.command ~ '^(set statement_timeout = \\S+; )?(select|call) dashboard_refresh\\.\\w+\\(';`;

/** Nothing by cascade: what others have made meanwhile would go without a word. */
const DROPS = `    -- Without cascade: PostgreSQL refuses what the look above has missed.
    for v_object in
      select format('drop view %s', oid::regclass) as statement
      from pg_class where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'v'
      union all
      select 'drop routine ' || string_agg(oid::regprocedure::text, ', ')
      from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace or oid = any (v_wrappers)
    loop
      execute v_object.statement;
    end loop;

    -- Tables and types are made of each other, so they go as they become free.
    loop
      v_left := 0;

      for v_object in
        select format('drop %s %s', case relkind when 'S' then 'sequence' when 'c' then 'type' else 'table' end, oid::regclass)
          as statement
        from pg_class
        where relnamespace = 'dashboard_refresh'::regnamespace
          and (
            relkind in ('r', 'c')
            or (relkind = 'S' and not exists (
              select from pg_depend
              where pg_depend.classid = 'pg_class'::regclass and pg_depend.objid = pg_class.oid and pg_depend.deptype = 'i'
            ))
          )
        order by oid desc
      loop
        begin
          execute v_object.statement;
        exception
          when dependent_objects_still_exist then
            get stacked diagnostics v_refusal = pg_exception_detail;
            v_left := v_left + 1;
        end;
      end loop;

      exit when v_left = 0;

      if v_left = v_left_before then
        raise exception using
          errcode = 'dependent_objects_still_exist',
          message = 'others use what an uninstall of Refresh Dashboard takes away',
          detail = format('%s. Nothing was changed.', v_refusal),
          hint = 'Drop or change what depends on them, and run the uninstall again.';
      end if;

      v_left_before := v_left;
    end loop;

    drop schema dashboard_refresh;`;

function formatSecrets(): string {
  return `    -- The secrets in Vault. What else in the project reads the one that does not bear our name keeps it.
    begin
      delete from vault.secrets
      where name = any (array[${SECRETS.map(quote).join(", ")}])
        and not (
          name = 'project_url'
          and (
            exists (select from cron.job where job.command ~ '\\mproject_url\\M')
            or exists (
              select
              from pg_proc
              join pg_language on pg_language.oid = pg_proc.prolang
              where pg_language.lanname not in ('c', 'internal')
                and coalesce(pg_get_function_sqlbody(pg_proc.oid), pg_proc.prosrc) ~ '\\mproject_url\\M'
            )
            -- In a view it stands as its bytes. To have that written as SQL would lock all that it reads.
            or exists (select from pg_rewrite where ev_action::text ~ ${quote(bytesOf("project_url"))})
          )
        );
    exception
      when undefined_table or invalid_schema_name then
        null;
      when insufficient_privilege then
        raise notice 'the secrets of Refresh Dashboard are still in Vault: % may not delete them', current_user;
    end;`;
}

function bytesOf(text: string): string {
  return ` ${[...Buffer.from(text)].join(" ")} `;
}

/** Without their schema, in lines of a width that can be read. */
function formatNames(names: string[]): string {
  const lines = [""];
  for (const name of unique(names.map((each) => each.slice(each.indexOf(".") + 1))).sort()) {
    const line = lines.at(-1) ?? "";
    if (line.length + name.length > 100) lines.push(name);
    else lines[lines.length - 1] = `${line} ${name}`.trim();
  }
  const text = lines.map((line) => `            ${line}`).join("\n");
  return `regexp_split_to_array(btrim('\n${text}\n          ', e' \\n'), '\\s+')`;
}

function formatArray(values: string[]): string {
  return `array[\n      ${values.join(",\n      ")}\n    ]`;
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
