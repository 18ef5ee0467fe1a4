/* The watchdog's cron job. Made again by each release. */

select cron.schedule('refresh-dashboard-watchdog', '* * * * *', dashboard_refresh._watchdog_command());
