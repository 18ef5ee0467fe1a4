/* The duties of the watchdog, and how each is done without bringing down another. */

create or replace function dashboard_refresh._duties(
  at timestamptz,
  out before_views text[],
  out of_each_view text,
  out after_views text[]
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Promises before the refreshes, so that one which was broken while nothing could be written or fired is reported.
  before_views := array[
    '_follow_renames', '_resume_paused', '_cancel_overlong', '_finish_cancellations', '_record_failed_ticks',
    '_record_died_rescues', '_carry_loops', '_check_promises'
  ];
  of_each_view := '_queue_rescue';
  after_views := array['_note_look', '_check_promises', '_deliver_alerts'];

  -- Deleting looks at all of pg_cron's log, so once an hour.
  if extract(minute from at) = 17 then
    after_views := after_views || '_delete_expired'::text;
  end if;
end;
$$;
comment on function dashboard_refresh._duties(timestamptz) is
  'What the watchdog does at `at`, in order: functions of this schema that take the time, and one that takes a view''s id '
  'and the time.';

create or replace function dashboard_refresh._record_duty(
  duty text,
  view_id integer,
  at timestamptz,
  error_sqlstate text,
  error_message text
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if error_sqlstate is not null then
    raise warning using
      message = format('the watchdog''s duty %s failed: %s', concat_ws(' of view ', duty, view_id), error_message),
      errcode = error_sqlstate;
  end if;

  perform from dashboard_refresh.duty_failures
  where duty_failures.duty = _record_duty.duty
    and duty_failures.view_id is not distinct from _record_duty.view_id
  for update skip locked;

  if error_sqlstate is null then
    if found then
      delete from dashboard_refresh.duty_failures
      where duty_failures.duty = _record_duty.duty
        and duty_failures.view_id is not distinct from _record_duty.view_id;
    end if;
  elsif found then
    update dashboard_refresh.duty_failures
    set last_at = at,
      error_sqlstate = _record_duty.error_sqlstate,
      error_message = _record_duty.error_message
    where duty_failures.duty = _record_duty.duty
      and duty_failures.view_id is not distinct from _record_duty.view_id;
  else
    -- Does nothing where the row is there but locked: the warning above has said it.
    insert into dashboard_refresh.duty_failures (duty, view_id, since, last_at, error_sqlstate, error_message)
    values (duty, view_id, at, at, error_sqlstate, error_message)
    on conflict do nothing;
  end if;
end;
$$;
comment on function dashboard_refresh._record_duty(text, integer, timestamptz, text, text) is
  'Records that a duty of the watchdog failed with this SQLSTATE, or that it succeeded (null), and warns in the log. '
  'view_id: of a duty that is done for each view, otherwise null. Waits for nobody.';

create or replace function dashboard_refresh._run_duty(duty text, view_id integer, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
-- What is locked is mostly skipped; this is for what is not, so that no session can hold up the watchdog.
set lock_timeout = '2s'
as $$
begin
  if view_id is null then
    execute format('select dashboard_refresh.%I($1)', duty) using at;
  else
    execute format('select dashboard_refresh.%I($1, $2)', duty) using view_id, at;
  end if;

  perform dashboard_refresh._record_duty(duty, view_id, at, null, null);
exception
  when others then
    perform dashboard_refresh._record_duty(
      duty, view_id, at, sqlstate, coalesce(dashboard_refresh._safe_message(sqlerrm), '')
    );
end;
$$;
comment on function dashboard_refresh._run_duty(text, integer, timestamptz) is
  'Does one duty of the watchdog, the function of that name, for one view or (null) for all, and records how it went. '
  'Does not raise.';
