/*
What has to be known of a transaction that never commits, and of a look that has only just begun.

A sequence keeps its value when the transaction that set it is rolled back, or dies with its session, and others see the
value at once. A rescue is one transaction, because a command that lifts the statement_timeout cannot commit on its way:
so the ledger cannot say which view it was at when it died. These can.
*/

create sequence dashboard_refresh.rescue_1 minvalue 0 start 0;
create sequence dashboard_refresh.rescue_2 minvalue 0 start 0;
create sequence dashboard_refresh.rescue_3 minvalue 0 start 0;
create sequence dashboard_refresh.watchdog_look minvalue 0 start 0;

comment on sequence dashboard_refresh.rescue_1 is 'The view that the first rescue session is refreshing; 0 for none.';
comment on sequence dashboard_refresh.rescue_2 is 'The view that the second rescue session is refreshing; 0 for none.';
comment on sequence dashboard_refresh.rescue_3 is 'The view that the third rescue session is refreshing; 0 for none.';
comment on sequence dashboard_refresh.watchdog_look is
  'When the watchdog last queued all that is to be rescued: seconds of the epoch.';

create or replace function dashboard_refresh._rescue_slot()
returns integer language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  for v_slot in 1 .. 3 loop
    if pg_try_advisory_xact_lock(20261105, v_slot) then
      return v_slot;
    end if;
  end loop;

  -- Any role can take these locks, so a rescue goes on without one.
  return null;
end;
$$;
comment on function dashboard_refresh._rescue_slot() is
  'Takes one of three numbers for this session, until the end of the transaction; null where all are taken.';

create or replace function dashboard_refresh._note_rescue(slot integer, view_id integer)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if slot is not null then
    perform setval(format('dashboard_refresh.rescue_%s', slot)::regclass, coalesce(view_id, 0));
  end if;
end;
$$;
comment on function dashboard_refresh._note_rescue(integer, integer) is
  'Notes which view the session of that slot is refreshing, null for none. Stays when its transaction does not.';

create or replace function dashboard_refresh._noted_rescues()
returns table (slot integer, view_id integer) language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 1, rescue_1.last_value::integer from dashboard_refresh.rescue_1 where rescue_1.last_value > 0
  union all
  select 2, rescue_2.last_value::integer from dashboard_refresh.rescue_2 where rescue_2.last_value > 0
  union all
  select 3, rescue_3.last_value::integer from dashboard_refresh.rescue_3 where rescue_3.last_value > 0;
end;
$$;
comment on function dashboard_refresh._noted_rescues() is
  'The views that rescue sessions are refreshing, or were when they died.';
