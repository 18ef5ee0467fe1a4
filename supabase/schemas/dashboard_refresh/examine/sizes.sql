/* How large a materialized view is, and whether it can be read at all. */

create or replace function dashboard_refresh._sizes(relation oid, out rows_bytes bigint, out all_bytes bigint)
language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
as $$
begin
  rows_bytes := pg_relation_size(relation);
  all_bytes := pg_total_relation_size(relation);
exception
  when lock_not_available then
    null;
end;
$$;
comment on function dashboard_refresh._sizes(oid) is
  'The bytes of a relation: of its rows, and with its indexes and long values. Null while it is locked, as by a refresh that '
  'is not concurrent: who asks is not made to wait for that.';
