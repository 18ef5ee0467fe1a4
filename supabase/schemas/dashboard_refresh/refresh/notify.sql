/*
Tells those who wait for it that a view has new rows.

A notice and never the rows: who may read them is decided where they are read. It goes out when the refresh commits.
*/

create or replace function dashboard_refresh._broadcast(topic text, payload jsonb)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
-- A partition that somebody has locked holds up the notice at most, and not the refresh.
set lock_timeout = '1s'
as $$
declare
  v_send regproc;
begin
  -- Supabase Realtime, where there is one. The topic is private: a receiver needs a policy on realtime.messages.
  v_send := to_regprocedure('realtime.send(jsonb, text, text, boolean)')::regproc;

  if v_send is not null then
    execute format('select %s($1, $2, $3, $4)', v_send) using payload, 'refreshed', topic, true;
  end if;
exception
  when others then
    raise warning using
      message = format('Realtime was not told on topic %s: %s', quote_literal(topic), sqlerrm),
      errcode = sqlstate;
end;
$$;
comment on function dashboard_refresh._broadcast(text, jsonb) is
  'Sends the event refreshed to a private topic of Supabase Realtime, where the schema realtime has send. A failure is a '
  'warning in the log.';

create or replace function dashboard_refresh._notify_readers(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_payload constant jsonb := jsonb_build_object('view', view.view, 'data_as_of', run.data_as_of, 'run', run.id);
begin
  if view.notify is null then
    return;
  end if;

  -- A full queue fails the commit, and with it the refresh.
  if pg_notification_queue_usage() < 0.9 then
    perform pg_notify(view.notify, v_payload::text);
  else
    raise warning using
      message = format('nobody was notified on channel %s: the queue of notifications is nearly full', quote_literal(view.notify)),
      hint = 'A session that listens has been in one transaction for too long: see pg_stat_activity.',
      errcode = 'program_limit_exceeded';
  end if;

  perform dashboard_refresh._broadcast(view.notify, v_payload);
end;
$$;
comment on function dashboard_refresh._notify_readers(dashboard_refresh.runs, dashboard_refresh.views) is
  'Tells whoever listens on the channel of the setting notify, and on the Realtime topic of that name, that a refresh has '
  'changed rows of the view: view, data_as_of and run as JSON, when the transaction commits.';
