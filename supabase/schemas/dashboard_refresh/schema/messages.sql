/* Error texts of others, before they are kept or shown. */

create or replace function dashboard_refresh._safe_message(message text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select nullif(trim(e' \t\r\n' from left(redacted.text, 2000)), '')
  from (
    -- What libpq adds below a message stands on lines of its own, as in "CONTEXT:  SQL statement", in any language.
    select regexp_replace(message, '\n[^[:lower:][:space:]:]+( \d+)?: .*$', '') as text
  ) as first
  cross join lateral (
    select regexp_replace(
      regexp_replace(
        regexp_replace(first.text, '\m[a-z][a-z0-9+.-]*://[^[:space:]"''<>]*', '[URL]', 'gi'),
        '(authorization|apikey|api-key|x-api-key|cookie|webhook-(id|timestamp|signature))(["'']?\s*[:=]\s*)[^\n]*',
        '\1\3[header]',
        'gi'
      ),
      '\m(whsec_|sb_secret_|eyJ|v1,)[A-Za-z0-9_+/=.-]{16,}',
      '[secret]',
      'g'
    ) as text
  ) as redacted;
$$;
comment on function dashboard_refresh._safe_message(text) is
  'An error text as it may be kept and shown: without the lines that say what was being executed (CONTEXT and the like), '
  'and with URLs, headers and secrets replaced, at most 2000 characters. Null where nothing is left.';
