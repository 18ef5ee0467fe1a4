/* Cron jobs that somebody has made by hand to refresh a view, and nothing else. */

create or replace function dashboard_refresh._job_relation(view_name text)
returns oid language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Put back at the end, as it is named above. Below are only functions that are always found.
  perform set_config(
    'search_path', coalesce(dashboard_refresh._session_settings() ->> 'search_path', '"$user", public'), true
  );
  return pg_catalog.to_regclass(pg_catalog.quote_ident(_job_relation.view_name))::pg_catalog.oid;
end;
$$;
comment on function dashboard_refresh._job_relation(text) is
  'The relation that a cron job of the jobs'' owner means by a name without a schema; null for none.';

create or replace function dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_code constant text := dashboard_refresh._without_comments(command);
  v_statements constant text[] := array(select * from dashboard_refresh._refresh_statements(v_code, view));
  v_rest text := v_code;
  v_statement text;
begin
  foreach v_statement in array v_statements loop
    v_rest := replace(v_rest, v_statement, '');

    if position('.' in v_statement) = 0
      and dashboard_refresh._job_relation(view.view_name) is distinct from dashboard_refresh._relation_oid(view)
    then
      return false;
    end if;
  end loop;

  -- How long a refresh may take belongs to it.
  return v_statements <> '{}'
    and v_code !~* '\mwith\s+no\s+data\M'
    and v_rest ~* '^(\s|;|\mset\s+((local|session)\s+)?(statement|lock)_timeout\s*(=|\mto\M)\s*(''[^'']*''|\w+)\s*;)*$';
end;
$$;
comment on function dashboard_refresh._is_refresh_of(text, dashboard_refresh.views) is
  'True for a command that refreshes this view and does nothing else.';

create or replace function dashboard_refresh._hand_made_jobs(view dashboard_refresh.views)
returns setof dashboard_refresh.hand_made_job language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select job.jobid, job.jobname::text, job.schedule, job.command, job.active
  from cron.job
  where job.username = current_user
    and job.database = current_database()
    and dashboard_refresh._is_refresh_of(job.command, view)
  order by job.jobid;
end;
$$;
comment on function dashboard_refresh._hand_made_jobs(dashboard_refresh.views) is
  'The jobs of the caller''s, in this database, that do nothing but refresh the view, the oldest first.';

create or replace function dashboard_refresh._hand_made_json(job dashboard_refresh.hand_made_job)
returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('name', job.name, 'schedule', job.schedule, 'command', job.command, 'active', job.active);
$$;
comment on function dashboard_refresh._hand_made_json(dashboard_refresh.hand_made_job) is
  'A hand-made job as the audit and the registry keep it.';

create or replace function dashboard_refresh._restore_job(view dashboard_refresh.views)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_job constant dashboard_refresh.hand_made_job := jsonb_populate_record(
    null::dashboard_refresh.hand_made_job, view.taken_over
  );
  -- As it was, unless the view has got another name since.
  v_command constant text := case
    when dashboard_refresh._is_refresh_of(v_job.command, view) then v_job.command
    else format(
      'refresh materialized view %s%s', case when v_job.command ~* '\mconcurrently\M' then 'concurrently ' end, view.view
    )
  end;
begin
  if v_job.command is null then
    return;
  elsif exists (select from cron.job where job.jobname = v_job.name and job.username = current_user) then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the cron job %s cannot be put back', quote_literal(v_job.name)),
      'There is another job of that name by now. Nothing was changed.',
      'Unschedule that job, or go on without putting the old one back.'
    );
  end if;

  perform cron.alter_job(
    case
      when v_job.name is null then cron.schedule(v_job.schedule, v_command)
      else cron.schedule(v_job.name, v_job.schedule, v_command)
    end,
    active => v_job.active
  );
end;
$$;
comment on function dashboard_refresh._restore_job(dashboard_refresh.views) is
  'Puts back the hand-made job that was taken over for the view, if there was one: name, schedule, command, active. The '
  'view''s own job is gone by then. Raises job_conflict where the name is taken.';
