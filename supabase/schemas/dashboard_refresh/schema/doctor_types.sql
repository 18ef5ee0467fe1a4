/* Composite types of the doctor: what a check is, what it looks at, and what it finds. */

create type dashboard_refresh.doctor_check as (
  id text,
  topic text,
  is_of_view boolean,
  source text,
  codes text[],
  blocked_by text,
  ok text
);

comment on type dashboard_refresh.doctor_check is
  'A check of the doctor. topic: platform, view or around; is_of_view: made for each view; source, codes: the problems of '
  'the status that it consists of, see _problems_of; without a source it is a function of its own; blocked_by: the check '
  'without which it cannot be made; ok: what is said where all is well.';

create type dashboard_refresh.examination as (
  at timestamptz,
  is_deep boolean,
  until timestamptz,
  vault dashboard_refresh.vault_contents,
  function_endpoint dashboard_refresh.endpoint,
  alert_endpoint dashboard_refresh.endpoint
);

comment on type dashboard_refresh.examination is
  'What all checks of one look have in common: the time to judge by, whether what takes longer is wanted and until when '
  'it may, and what Vault has.';

create type dashboard_refresh.found_problem as (
  source text,
  code text,
  severity text,
  message text,
  hint text
);

comment on type dashboard_refresh.found_problem is
  'A problem of the status and where it comes from; with severity failed: that the source could not be asked, and why.';

create type dashboard_refresh.check_result as (
  status text,
  finding text,
  repair_kind text,
  repair text
);

comment on type dashboard_refresh.check_result is
  'What a check found: status ok, warning, error or skipped, a sentence, and how to mend it: a statement (sql), a command '
  '(shell) or words (text).';

create type dashboard_refresh.checked as (
  position integer,
  made dashboard_refresh.doctor_check,
  view_id integer,
  view text,
  result dashboard_refresh.check_result,
  blocked_by text
);

comment on type dashboard_refresh.checked is
  'A check that was made, of the view if it is of one, and its result; blocked_by: the check that kept it from being made.';

create type dashboard_refresh.release_object as (
  kind text,
  identity text,
  hash text,
  definition text
);

comment on type dashboard_refresh.release_object is 'As a row of release_objects. A type, so that what is there now has none.';
