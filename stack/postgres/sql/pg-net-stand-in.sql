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

create function net._encode_url_with_params_array(url text, params_array text[])
returns text
language sql
immutable
as $$
  select case
    when cardinality(params_array) = 0 then url
    else url || case when position('?' in url) > 0 then '&' else '?' end || array_to_string(params_array, '&')
  end
$$;

-- What curl's URL parser refuses, pg_net refuses when the request is made, and raises with the whole URL in its text.
create function net._check_url(url text)
returns void
language plpgsql
immutable
as $$
declare
  v_authority constant text := substring(url from '^[A-Za-z]+://([^/?#]*)');
  v_host constant text := regexp_replace(regexp_replace(v_authority, '^.*@', ''), ':[^]]*$', '');
  v_port constant text := substring(v_authority from ':([^]:@]*)$');
begin
  if url is null
    or url ~ '[\u0001-\u0020\u007f]'
    or url !~* '^https?://'
    or coalesce(v_host, '') = ''
    or v_host ~ '[]["#$%&''()*+,/:;<=>?@\\^`{|}]' and v_host !~ '^\[[0-9A-Fa-f:.]+\]$'
    or v_port <> '' and (v_port !~ '^\d{1,9}$' or v_port::integer > 65535)
  then
    raise exception 'URL using bad/illegal format or missing URL: %', url using errcode = 'internal_error';
  end if;
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
  perform net._check_url(_enqueue.url);

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
