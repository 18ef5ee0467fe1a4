/* How alike two names are: for a misspelt one, the right one is named. */

create or replace function dashboard_refresh._pairs(word text)
returns text[] language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_word constant text := '^' || lower(left(word, 127)) || '$';
begin
  return array(
    select distinct substr(v_word, start, 2) from generate_series(1, length(v_word) - 1) as starts (start)
  );
end;
$$;
comment on function dashboard_refresh._pairs(text) is 'The pairs of letters in a word, its beginning and end included.';

create or replace function dashboard_refresh._likeness(one text, other text)
returns double precision language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_one constant text[] := dashboard_refresh._pairs(one);
  v_other constant text[] := dashboard_refresh._pairs(other);
begin
  return 2.0 * (select count(*) from unnest(v_one) as pairs (pair) where pairs.pair = any (v_other))
    / (cardinality(v_one) + cardinality(v_other));
end;
$$;
comment on function dashboard_refresh._likeness(text, text) is
  'How alike two words are, from 0 to 1, by the pairs of letters that they share (Dice''s coefficient), so that a slip or a '
  'swapped part still matches. From 0.4 on one may be meant for the other. Case does not count.';
