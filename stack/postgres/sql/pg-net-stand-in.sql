-- Stand-in for pg_net 0.20 where the server does not have it: the same SQL interface and tables, served by
-- stack/net/worker.ts instead of a background worker.

create schema net;
grant usage on schema net to public;

create domain net.http_method as text
  check (lower(value) in ('get', 'post', 'delete'));

create unlogged table net.http_request_queue (
  id bigserial,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);

create index on net._http_response (created);

create function net.check_worker_is_up()
returns void
language plpgsql
as $$
begin
  if not exists (select from pg_catalog.pg_stat_activity where application_name = 'pg_net stand-in') then
    raise exception using
      message = 'the pg_net background worker is not up',
      detail = 'the process that stands in for it is not connected',
      hint = 'see net.log of the stack';
  end if;
end
$$;

create function net.wait_until_running()
returns void
language plpgsql
as $$
begin
  while not exists (select from pg_catalog.pg_stat_activity where application_name = 'pg_net stand-in') loop
    perform pg_catalog.pg_sleep(0.05);
    perform pg_catalog.pg_stat_clear_snapshot();
  end loop;
end
$$;

-- A notification is delivered at commit and once a transaction, which is when the real worker's latch is set.
create function net.wake()
returns void
language sql
as $$
  select pg_catalog.pg_notify('pg_net_stand_in', 'wake')
$$;

create function net.worker_restart()
returns boolean
language sql
as $$
  select pg_catalog.pg_notify('pg_net_stand_in', 'restart') is not null
$$;

create function net._urlencode_string(string varchar)
returns text
language sql
immutable
strict
as $$
  select coalesce(
    string_agg(
      case
        when chr(get_byte(bytes.all, position)) ~ '[A-Za-z0-9._~-]' then chr(get_byte(bytes.all, position))
        else '%' || upper(lpad(to_hex(get_byte(bytes.all, position)), 2, '0'))
      end,
      '' order by position
    ),
    ''
  )
  from (select convert_to(string, 'UTF8') as all) as bytes,
    generate_series(0, length(bytes.all) - 1) as position
$$;

-- Why curl's URL parser refuses a URL, in its words; null when it takes it. Stricter in two: no file:, no % in a host.
create function net._url_error(url text)
returns text
language plpgsql
immutable
as $$
declare
  v_scheme constant text := lower(substring(url from '^([A-Za-z][A-Za-z0-9+.-]*):'));
  v_slashes constant text := substring(url from '^[^:]*:(/*)');
  v_authority constant text := substring(url from '^[^:]*:/*([^/?#]*)');
  v_rest constant text := substring(url from '^[^:]*:/*[^/?#]*(.*)$');
  v_server constant text := regexp_replace(v_authority, '^.*@', '');
  v_host constant text := regexp_replace(v_server, ':[^]:]*$', '');
  v_port constant text := substring(v_server from ':([^]:]*)$');
begin
  return case
    when octet_length(url) > 8000000 then 'Malformed input to a URL function'
    when v_scheme is null then 'Bad scheme'
    when v_scheme not in ('http', 'https', 'ftp', 'ftps') then 'Unsupported URL scheme'
    when length(v_slashes) not between 1 and 3 then 'Unsupported number of slashes following scheme'
    when v_authority = '' then 'No host part in the URL'
    when v_port <> '' and (v_port !~ '^\d{1,9}$' or v_port::integer > 65535)
      then 'Port number was not a decimal number between 0 and 65535'
    when v_host = '' then 'No host part in the URL'
    when left(v_host, 1) = '[' and v_host !~ '^\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]$' then 'Bad IPv6 address'
    when left(v_host, 1) <> '[' and v_host ~ '[\u0001-\u0020\u007f!"#$%&''()*+,/:;<=>?@[\]\\^`{}]' then 'Bad hostname'
    when substring(v_rest from '^[^?#]*') ~ '[\u0001-\u0020\u007f]' then 'Bad path'
    when substring(v_rest from '^[^#]*') ~ '[\u0001-\u0020\u007f]' then 'Bad query'
    when v_rest ~ '[\u0001-\u0020\u007f]' then 'Bad fragment'
  end;
end
$$;

-- Where the real one has curl parse the URL and write it again: it raises with the whole URL in its text, completes an
-- empty path, and puts the parameters before a fragment.
create function net._encode_url_with_params_array(url text, params_array text[])
returns text
language plpgsql
immutable
strict
as $$
declare
  v_error constant text := net._url_error(url);
  v_parts text[];
  v_query text;
begin
  if v_error is not null then
    raise exception 'invalid URL "%": %', url, v_error using errcode = 'internal_error';
  end if;
  v_parts := regexp_match(url, '^([^:]*):/*([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$');
  v_query := concat_ws('&', nullif(substr(v_parts[4], 2), ''), nullif(array_to_string(params_array, '&'), ''));
  return lower(v_parts[1])
    || '://'
    || regexp_replace(v_parts[2], ':$', '')
    || coalesce(nullif(v_parts[3], ''), '/')
    || coalesce('?' || nullif(v_query, ''), '')
    || coalesce(v_parts[5], '');
end
$$;

create function net._enqueue(method text, url text, params jsonb, headers jsonb, body bytea, timeout_milliseconds integer)
returns bigint
language plpgsql
as $$
declare
  v_params text[];
  v_id bigint;
begin
  select coalesce(array_agg(net._urlencode_string(pair.key) || '=' || net._urlencode_string(pair.value)), '{}')
  into v_params
  from jsonb_each_text(params) as pair;

  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (
    _enqueue.method,
    net._encode_url_with_params_array(_enqueue.url, v_params),
    _enqueue.headers,
    _enqueue.body,
    _enqueue.timeout_milliseconds
  )
  returning id into v_id;

  perform net.wake();
  return v_id;
end
$$;

create function net.http_get(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000
)
returns bigint
language sql
as $$
  select net._enqueue('GET', url, params, headers, null, timeout_milliseconds)
$$;

create function net.http_post(
  url text,
  body jsonb default '{}'::jsonb,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb,
  timeout_milliseconds integer default 5000
)
returns bigint
language plpgsql
as $$
declare
  v_content_type text := (
    select pair.value from jsonb_each_text(headers) as pair where lower(pair.key) = 'content-type' limit 1
  );
begin
  if v_content_type is null then
    headers := headers || '{"Content-Type": "application/json"}'::jsonb;
  elsif v_content_type <> 'application/json' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net._enqueue('POST', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
end
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000,
  body jsonb default null
)
returns bigint
language sql
as $$
  select net._enqueue('DELETE', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds)
$$;

-- As the real one: whoever can log in can use the queue, and read it.
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;
