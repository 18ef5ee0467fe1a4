/*
Whether a fingerprint will hold after this transaction.

A fingerprint is a value over what is committed. Within a transaction that has changed a source it would also be one over
what that transaction has done so far, and cannot tell that from what it does next: a table truncated and filled again
with as many rows, twice, has the same file and the same counters after the second time as after the first.
*/

create or replace function dashboard_refresh._source_changed_here(storage oid[])
returns oid language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select min(pg_locks.relation)
    from pg_catalog.pg_locks
    where pg_locks.pid = pg_backend_pid()
      and pg_locks.locktype = 'relation'
      and pg_locks.granted
      -- What writes rows takes the first of these, what changes the relation itself one of the others. They are kept until
      -- the end of the transaction, or given up with the savepoint that is rolled back.
      and pg_locks.mode in (
        'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
        'AccessExclusiveLock'
      )
      and pg_locks.relation = any (storage)
  );
end;
$$;
comment on function dashboard_refresh._source_changed_here(oid[]) is
  'One of these relations that this transaction has changed or may have changed; null when there is none.';

create or replace function dashboard_refresh._setting_left_here(custom_settings text[])
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_settings constant jsonb := dashboard_refresh._session_settings();
begin
  return (
    select custom.name
    from unnest(custom_settings) as custom (name)
    where v_settings ? lower(custom.name)
      and v_settings ->> lower(custom.name) is distinct from current_setting(custom.name, true)
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._setting_left_here(text[]) is
  'One of these settings that this session cannot have as it is recorded, to be asked under _use_settings: one that it once '
  'had is never again not there. Null when there is none.';

create or replace function dashboard_refresh._untrusted(storage oid[], custom_settings text[])
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_source constant oid := dashboard_refresh._source_changed_here(storage);
  v_setting constant text := dashboard_refresh._setting_left_here(custom_settings);
begin
  return case
    when v_source is not null
      then format('the last refresh was in a transaction that had itself changed %s', v_source::regclass)
    when v_setting is not null
      then format('the last refresh was in a session that could not have the setting %s as it should be', v_setting)
  end;
end;
$$;
comment on function dashboard_refresh._untrusted(oid[], text[]) is
  'Why what is seen now, by this session within its transaction, does not tell later that nothing has changed; null when '
  'it does. To be asked while a view is refreshed, under _use_settings.';
