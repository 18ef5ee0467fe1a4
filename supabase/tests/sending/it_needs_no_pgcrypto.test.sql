begin;
set local search_path = public, extensions;
select plan(4);

-- RFC 4231, test cases 1, 2 and 6; the last has a key longer than a block.
select is(
  array(
    select encode(dashboard_refresh._hmac_sha256(message, key), 'hex')
    from (
      values
        (1, convert_to('Hi There', 'UTF8'), decode(repeat('0b', 20), 'hex')),
        (2, convert_to('what do ya want for nothing?', 'UTF8'), convert_to('Jefe', 'UTF8')),
        (3, convert_to('Test Using Larger Than Block-Size Key - Hash Key First', 'UTF8'), decode(repeat('aa', 131), 'hex'))
    ) as cases (position, message, key)
    order by position
  ),
  array[
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'
  ],
  'the examples of RFC 4231 give the values that it states'
);
select is_empty(
  $$
    select length(key)
    from (select extensions.gen_random_bytes(size) as key from generate_series(1, 130) as sizes (size)) as keys
    where dashboard_refresh._hmac_sha256('message', key) <> extensions.hmac('message', key, 'sha256')
  $$,
  'for keys of every length it is what pgcrypto gives'
);
select is(
  dashboard_refresh._hmac_sha256('', decode(repeat('00', 32), 'hex')), extensions.hmac('', decode(repeat('00', 32), 'hex'), 'sha256'),
  'for an empty message too'
);
-- What depends on an extension is dropped with it.
select is_empty(
  $$
    select pg_describe_object(classid, objid, objsubid)
    from pg_depend
    where refclassid in ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_type'::regclass, 'pg_extension'::regclass)
      and (
        refclassid = 'pg_extension'::regclass
        or exists (
          select from pg_depend as member
          where member.classid = pg_depend.refclassid and member.objid = pg_depend.refobjid and member.deptype = 'e'
        )
        or refobjid in (select pg_class.oid from pg_class where relnamespace in ('cron'::regnamespace, 'net'::regnamespace, 'vault'::regnamespace))
        or refobjid in (select pg_type.oid from pg_type where typnamespace in ('cron'::regnamespace, 'net'::regnamespace, 'vault'::regnamespace))
      )
      and (
        (classid = 'pg_proc'::regclass and objid in (select oid from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace))
        or (classid = 'pg_class'::regclass and objid in (select oid from pg_class where relnamespace = 'dashboard_refresh'::regnamespace))
      )
  $$,
  'nothing of ours depends on an extension'
);

select * from finish();
rollback;
