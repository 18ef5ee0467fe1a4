/*
The comparison of what a materialized view shows with what its definition gives.

It is made a view of its own, under our search_path; running it then takes no name from the search_path of the moment,
which is for the functions that the definition calls.
*/

-- Long: it is one query, which reads best in one piece.
create or replace function dashboard_refresh._drift_query(relation oid, shown text, defined text, by text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return format(
    $query$
    with shown as materialized (%1$s),
    defined as materialized (%2$s),
    pairs as materialized (
      select
        shown.copy is not null as is_shown,
        defined.copy is not null as is_defined,
        shown.value as shown_value,
        defined.value as defined_value,
        shown.whole operator(pg_catalog.*<>) defined.whole as is_different
      from shown
      full join defined
        on shown.identity operator(pg_catalog.*=) defined.identity
        and shown.copy operator(pg_catalog.*=) defined.copy
    ),
    -- A row whose value changed is missing for the new value and extra for the old.
    sides as (
      select
        pairs.defined_value as value,
        true as is_defined,
        pairs.is_shown and pairs.shown_value is not distinct from pairs.defined_value as is_shown,
        pairs.is_different
      from pairs
      where pairs.is_defined
      union all
      select pairs.shown_value, false, true, false
      from pairs
      where pairs.is_shown
        and (not pairs.is_defined or pairs.shown_value is distinct from pairs.defined_value)
    ),
    groups as (
      select
        sides.value,
        count(*) filter (where sides.is_defined) as defined,
        count(*) filter (where sides.is_shown) as shown,
        count(*) filter (where sides.is_defined and not sides.is_shown) as missing,
        count(*) filter (where sides.is_shown and not sides.is_defined) as extra,
        count(*) filter (where sides.is_shown and sides.is_defined and sides.is_different) as different
      from sides
      group by sides.value
    )
    select json_build_object(
      'defined', (select count(*) from defined),
      'shown', (select count(*) from shown),
      'missing', (select count(*) from pairs where not pairs.is_shown),
      'extra', (select count(*) from pairs where not pairs.is_defined),
      'different', (select count(*) from pairs where pairs.is_shown and pairs.is_defined and pairs.is_different),
      'groups', case when %3$L::boolean then (
        select coalesce(json_agg(worst order by worst.missing + worst.extra + worst.different desc, worst.value), '[]')
        from (
          select * from groups
          where groups.missing + groups.extra + groups.different > 0
          order by groups.missing + groups.extra + groups.different desc, groups.value
          limit 200
        ) as worst
      ) end,
      'groups_left_out', case when %3$L::boolean then (
        select greatest(count(*) - 200, 0) from groups where groups.missing + groups.extra + groups.different > 0
      ) end
    ) as counts
    $query$,
    dashboard_refresh._drift_side(relation, shown, by),
    dashboard_refresh._drift_side(relation, defined, by),
    by is not null
  );
end;
$$;
comment on function dashboard_refresh._drift_query(oid, text, text, text) is
  'The query that compares what a materialized view shows with what its definition gives, as one JSON object of counts '
  'and, with by (a column of the view), of the values that differ most. shown, defined: the relations with either.';
