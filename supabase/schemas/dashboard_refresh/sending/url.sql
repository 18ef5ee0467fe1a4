/* Whether a URL can be called. */

create or replace function dashboard_refresh._url_problem(url text)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  -- Between the slashes and the path, as every parser of URLs sees it.
  v_authority constant text := substring(url from '^[^/]*//([^/?#]*)');
  v_parts constant text[] := regexp_match(v_authority, '^(\[[^]]*\]|[^:]*)(:(.*))?$');
begin
  -- The strictest of those who will read it: pg_net, which raises for what curl does not take, and the fetch of the Edge
  -- Function, which reads a backslash as a slash and takes no user name.
  return case
    when coalesce(url, '') = '' then 'it is empty'
    when url ~ '[\u0001-\u0020\u007f]' then 'it has a space, a line break or another control character in it'
    when url ~ '[^\u0021-\u007e]' then 'it has a character in it that is not ASCII'
    when url !~* '^https?://' then 'it does not begin with https:// or http://'
    when position('\' in url) > 0 then 'it has a backslash in it'
    when position('@' in v_authority) > 0 then 'it has a user name or a password in it'
    when coalesce(v_parts[1], '') = '' then 'it names no host'
    when v_parts[1] !~ '^(\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]|[A-Za-z0-9._~-]+)$' then 'its host is not the name of one'
    when v_parts[2] is not null and v_parts[3] !~ '^0*[1-9]\d{0,4}$' then 'its port is not a number from 1 to 65535'
    when v_parts[3]::integer > 65535 then 'its port is not a number from 1 to 65535'
  end;
end;
$$;
comment on function dashboard_refresh._url_problem(text) is
  'What keeps this from being a URL that pg_net and the Edge Function can call, in words that quote nothing of it; null '
  'when nothing does. Decides for every URL that is read from Vault.';
