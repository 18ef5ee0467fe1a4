-- Extensions for tests and `supabase db lint`. On Supabase the role postgres may create them itself; here it takes a
-- superuser, and `create extension if not exists` then finds them.

create extension pgtap with schema extensions;
create extension plpgsql_check with schema extensions;
