-- Each has a part in angle brackets, which only the owner of the project knows.
begin;
\ir ../support/fixture.psql
\ir ../support/doctor.psql
select plan(6);

create function pg_temp.paste(id text, value text) returns void language plpgsql as $$
begin
  execute regexp_replace(pg_temp.row_of(id) #>> '{repair,text}', 'https://<[^>]*>[^'']*', value);
end;
$$;

delete from vault.secrets where name = 'project_url';
select pg_temp.paste('vault_project_url', 'https://abcdefghijklmnopqrst.supabase.co') \g /dev/null
select is(pg_temp.row_of('vault_project_url') ->> 'status', 'ok', 'one that is missing is made');
select vault.update_secret((select id from vault.secrets where name = 'project_url'), 'nothing') \g /dev/null
select is(pg_temp.row_of('vault_project_url') ->> 'status', 'error', 'one that is no URL is an error');
select pg_temp.paste('vault_project_url', 'https://abcdefghijklmnopqrst.supabase.co') \g /dev/null
select is(pg_temp.row_of('vault_project_url') ->> 'status', 'ok', 'and replaced');

delete from vault.secrets where name = 'refresh_dashboard_alert_url';
select is(pg_temp.row_of('alert_webhook') ->> 'status', 'warning', 'without a webhook nobody is told');
select pg_temp.paste('alert_webhook', 'https://example.com/hook') \g /dev/null
select is(pg_temp.row_of('alert_webhook') ->> 'status', 'ok', 'until there is one');
select unalike(
  dashboard_refresh.doctor()::text, '%example.com%', 'no value of Vault is in what the doctor says'
);

select * from finish();
rollback;
