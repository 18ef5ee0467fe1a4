-- pg_safeupdate, where the server has it: UPDATE and DELETE without WHERE fail in every session of the API, and would in
-- those of postgres if it were switched on there.

alter role authenticator set session_preload_libraries = 'safeupdate';
alter role postgres set session_preload_libraries = 'safeupdate';
alter role postgres set safeupdate.enabled = 0;
