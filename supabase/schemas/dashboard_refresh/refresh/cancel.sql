/* Stops a run. Said to be cancelled once it is: until the session that works on it has let go, it is queued. */

create or replace function dashboard_refresh._require_cancellable(run dashboard_refresh.runs, reason text)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if length(reason) > 200 or reason ~ '[[:cntrl:]]' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the reason is too long, or has control characters',
      'It is shown to people beside the run.',
      'Give at most 200 characters in one line.'
    );
  elsif run.status not in ('queued', 'cancelled') then
    perform dashboard_refresh._raise(
      'run_finished',
      format('run %s has %s', run.id, case run.status when 'lost' then 'been lost' else run.status end),
      format('It ended at %s, so there is nothing to cancel.', date_trunc('second', run.finished_at)),
      'Nothing to do. To undo what a refresh has shown, mend the sources and refresh again.'
    );
  end if;
end;
$$;
comment on function dashboard_refresh._require_cancellable(dashboard_refresh.runs, text) is
  'Raises run_finished where the run has ended otherwise, invalid_argument where that cannot be the reason.';

create or replace function dashboard_refresh._stop_run(run dashboard_refresh.runs, until timestamptz)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := run;
  v_patience constant timestamptz := clock_timestamp() + interval '1 second';
begin
  loop
    v_run := dashboard_refresh._find_run_under_way(run.id);
    exit when v_run.status <> 'queued';

    if dashboard_refresh._try_lock_view(run.view_id) then
      perform dashboard_refresh._cancel_asked(run.view_id);
      return dashboard_refresh._find_run(run.id);
    end if;

    if dashboard_refresh._is_running(run.id) then
      perform dashboard_refresh._stop_work(run.id, until);
    end if;

    -- Behind another run, whose end also ends this one.
    exit when clock_timestamp() > until
      or (clock_timestamp() > v_patience and not dashboard_refresh._is_running(run.id));
    perform pg_sleep(0.02);
  end loop;

  return v_run;
end;
$$;
comment on function dashboard_refresh._stop_run(dashboard_refresh.runs, timestamptz) is
  'Stops a queued run that a cancellation is there for, and waits for its end, at most until then. Returns the run.';

create or replace function dashboard_refresh._note_cancellation(run_id uuid, cancelled_by text, reason text)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  insert into dashboard_refresh.run_cancellations (run_id, requested_by, reason)
  select runs.id, coalesce(cancelled_by, session_user), _note_cancellation.reason
  from dashboard_refresh.runs
  where runs.id = _note_cancellation.run_id
  on conflict do nothing;
end;
$$;
comment on function dashboard_refresh._note_cancellation(uuid, text, text) is
  'Enters who wants the run stopped, unless somebody has before.';

create or replace function dashboard_refresh.cancel(
  run_id uuid,
  cancelled_by text default null,
  reason text default null
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run_under_way(run_id);
  v_reason constant text := nullif(trim(reason), '');
begin
  perform dashboard_refresh._require_cancellable(v_run, v_reason);

  if v_run.status = 'queued' then
    perform dashboard_refresh._require_writable();
    -- Also tells who works on the run that it was cancelled, since nobody sees the row before this transaction ends.
    begin
      perform pg_advisory_xact_lock(20261108, hashtext(v_run.id::text));
    exception
      -- Somebody else is at it, whose row is not to be seen yet, and the refresh does not let go.
      when lock_not_available then
        return dashboard_refresh._run_json(dashboard_refresh._find_run_under_way(v_run.id));
    end;

    perform dashboard_refresh._note_cancellation(v_run.id, cancelled_by, v_reason);
    v_run := dashboard_refresh._stop_run(v_run, clock_timestamp() + interval '5 seconds');
    perform dashboard_refresh._require_cancellable(v_run, v_reason);
    -- Of a tick that refreshed by itself, now that the ledger has its run.
    perform dashboard_refresh._note_cancellation(v_run.id, cancelled_by, v_reason);
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;
comment on function dashboard_refresh.cancel(uuid, text, text) is
  'Stops a run and returns it: cancelled, or, where that takes longer than five seconds or another run of the view is under '
  'way, still queued and cancelling: then ask again. A refresh that is under way is undone, which counts as no failure; one '
  'that waits never starts. cancelled_by: whom the run names, by default the session''s role; reason: for people. A run that '
  'was cancelled before is returned as it is. Raises unknown_run, run_finished, invalid_argument.';
