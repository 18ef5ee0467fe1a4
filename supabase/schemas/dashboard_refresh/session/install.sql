/* A first guess at the session settings, until a tick records them. */

select dashboard_refresh._expect_settings(null);
