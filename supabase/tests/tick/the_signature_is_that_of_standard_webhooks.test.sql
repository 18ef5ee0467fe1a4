begin;
set local search_path = public, extensions;
select plan(1);

-- The example of the specification: github.com/standard-webhooks/standard-webhooks, symmetric signature.
select is(
  dashboard_refresh._sign(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    '{"test": 2432232314}'
  ),
  'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  'the example of the specification gives the signature it states'
);

select * from finish();
rollback;
