// The part of the uninstall that takes out jobs and objects.

export const UNINSTALL_JOBS = `    for v_view in
      select
        present.view,
        present.job_name,
        present.schedule,
        present.active,
        present.scheduled,
        present.scheduled and facts.kind = 'm' as is_scheduled,
        case
          when present."concurrently" <> 'never' and facts.is_populated and facts.has_unique_index then 'concurrently '
          else ''
        end as concurrently,
        present
      from dashboard_refresh.views
      cross join lateral dashboard_refresh._present(views) as present
      cross join lateral dashboard_refresh._relation(present) as facts
      order by views.id
    loop
      perform cron.unschedule(job.jobid)
      from cron.job
      -- Of a view that has no job somebody else's may have the name.
      where v_view.scheduled
        and job.jobname = v_view.job_name
        and job.username = current_user
        and job.database = current_database();

      v_views := v_views + 1;

      if v_jobs = 'keep' and v_view.is_scheduled then
        perform cron.alter_job(
          cron.schedule(
            v_view.job_name,
            v_view.schedule,
            format('refresh materialized view %s%s', v_view.concurrently, v_view.view)
          ),
          active => v_view.active
        );
      elsif v_jobs = 'restore' then
        perform dashboard_refresh._restore_job(v_view.present);
      end if;
    end loop;

    -- The watchdog's, those of rescues, and whatever else calls ours.
    perform cron.unschedule(job.jobid)
    from cron.job
    where job.username = current_user
      and job.database = current_database()
      and job.command ~ '^(set statement_timeout = \\S+; )?(select|call) dashboard_refresh\\.\\w+\\(';`;

/** Nothing by cascade: what others have made meanwhile would go without a word. */
export const UNINSTALL_DROPS = `    -- Without cascade: PostgreSQL refuses what the look above has missed.
    for v_object in
      select format('drop view %s', oid::regclass) as statement
      from pg_class
      where (relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'v') or oid = any (v_public_views)
      union all
      select 'drop routine ' || string_agg(oid::regprocedure::text, ', ')
      from pg_proc where pronamespace = 'dashboard_refresh'::regnamespace or oid = any (v_wrappers)
    loop
      execute v_object.statement;
    end loop;

    -- Tables and types are made of each other, so they go as they become free.
    loop
      v_left := 0;

      for v_object in
        select format('drop %s %s', case relkind when 'S' then 'sequence' when 'c' then 'type' else 'table' end, oid::regclass)
          as statement
        from pg_class
        where relnamespace = 'dashboard_refresh'::regnamespace
          and (
            relkind in ('r', 'c')
            or (relkind = 'S' and not exists (
              select from pg_depend
              where pg_depend.classid = 'pg_class'::regclass and pg_depend.objid = pg_class.oid and pg_depend.deptype = 'i'
            ))
          )
        order by oid desc
      loop
        begin
          execute v_object.statement;
        exception
          when dependent_objects_still_exist then
            get stacked diagnostics v_refusal = pg_exception_detail;
            v_left := v_left + 1;
        end;
      end loop;

      exit when v_left = 0;

      if v_left = v_left_before then
        raise exception using
          errcode = 'dependent_objects_still_exist',
          message = 'others use what an uninstall of Refresh Dashboard takes away',
          detail = format('%s. Nothing was changed.', v_refusal),
          hint = 'Drop or change what depends on them, and run the uninstall again.';
      end if;

      v_left_before := v_left;
    end loop;

    drop schema dashboard_refresh;`;
