-- One judge of both URLs in Vault, as strict as pg_net and the Edge Function together.
begin;
\ir ../support/fixture.psql
select plan(57);

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_alert_url');
select dashboard_refresh.reconfigure(settings => '{"path": "edge", "skip_unchanged": false, "max_duty_cycle": 1}') \g /dev/null
create temporary table urls (url text, says text);
insert into urls values
  (e'https://a.supabase.co\n', 'a space, a line break or another control character'),
  (e'https://a.supabase.co\r\nwebhook-id: x', 'a space, a line break or another control character'),
  ('https://a.supa base.co', 'a space, a line break or another control character'),
  (e'https://a.supabase.co/\t', 'a space, a line break or another control character'),
  ('https://a.supabasé.co', 'not ASCII'),
  ('ftp://a.supabase.co', 'does not begin with https:// or http://'),
  ('file:///etc/passwd', 'does not begin with https:// or http://'),
  ('javascript:alert(1)', 'does not begin with https:// or http://'),
  ('a.supabase.co', 'does not begin with https:// or http://'),
  ('https:/a.supabase.co', 'does not begin with https:// or http://'),
  ('https://', 'no host'),
  ('https:///functions', 'no host'),
  ('https://:443/', 'no host'),
  ('https://user:topsecret@a.supabase.co', 'a user name or a password'),
  ('https://topsecret@a.supabase.co', 'a user name or a password'),
  ('https://a.supabase.co:99999', 'its port'),
  ('https://a.supabase.co:0', 'its port'),
  ('https://a.supabase.co:', 'its port'),
  ('https://a.supabase.co:80a', 'its port'),
  ('https://a.supabase.co:-1', 'its port'),
  ('https://<ref>.supabase.co', 'its host'),
  ('https://a.supabase.co\@evil.test', 'a backslash'),
  ('https://a%2esupabase.co', 'its host'),
  ('https://[::1', 'its host'),
  ('https://[x]/', 'its host');

create function pg_temp.put(name text, url text) returns void language sql as $$
  delete from vault.secrets where secrets.name = $1;
  select vault.create_secret($2, $1);
$$;
-- What the function is told, and what the alerts.
create function pg_temp.reason(url text) returns text language plpgsql as $$
begin
  perform pg_temp.put('project_url', url);
  return dashboard_refresh.status() -> 'path' ->> 'reason';
end;
$$;
create function pg_temp.missing(url text) returns text language plpgsql as $$
begin
  perform pg_temp.put('refresh_dashboard_alert_url', url);
  return dashboard_refresh.status() -> 'alerts' ->> 'missing';
end;
$$;

select alike(pg_temp.reason(url), '%project_url%' || says || '%', format('as project_url %s is named for what it is', to_json(url)))
from urls;
select alike(pg_temp.missing(url), '%refresh_dashboard_alert_url%' || says || '%', format('as alert URL %s is too', to_json(url)))
from urls;

select is_empty(
  $$
    select url, pg_temp.reason(url), pg_temp.missing(url)
    from (
      values
        ('https://abcdefgh.supabase.co'), ('http://127.0.0.1:54321/'), ('http://kong:8000'), ('HTTPS://A.SUPABASE.CO:443'),
        ('http://[::1]:8000/base/path'), ('http://host_name.internal:65535'), ('https://hooks.chat.test/services/T0/B0/x~y%20z')
    ) as good (url)
    where dashboard_refresh._url_problem(url) is not null
  $$,
  'what can be called has no problem'
);
select alike(
  pg_temp.reason('https://a.supabase.co?x=1'), '%a ? or a #%', 'a project URL that a path cannot follow is named too'
);

select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded', 'with a project URL that cannot be called, the refresh goes to the database'
);
select pg_temp.put('project_url', 'https://user:topsecret@a.supabase.co') \g /dev/null
select pg_temp.put('refresh_dashboard_alert_url', 'https://user:topsecret@hooks.chat.test') \g /dev/null
select ok(
  (dashboard_refresh.status() -> 'problems')::jsonb @> '[{"code": "no_edge_function"}, {"code": "alerts_misconfigured"}]',
  'status has both as problems'
);
select unalike(dashboard_refresh.status()::text, '%topsecret%', 'status shows nothing of them');
select throws_ok(
  'select dashboard_refresh.test_alert()', 'DR012',
  'alerts go nowhere: what Vault has under refresh_dashboard_alert_url is no http(s) URL that can be called: it has a user name or a password in it',
  'a test of the alerts says so too'
);
select is_empty('select from net.http_request_queue', 'nothing was sent to any of them');

select * from finish();
rollback;
