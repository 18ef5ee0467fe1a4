/*
The report, in a schema of its own, so that nobody reads it by accident: one row for each product on each day of the shop.

The day is that of the shop and not of whoever asks: `at time zone` with a constant depends on no setting of a session. The
unique index is what lets readers go on during a refresh.
*/

create schema reports;
comment on schema reports is 'What is computed for the back office. Not served by the API.';

create materialized view reports.daily_sales as
select
  (orders.ordered_at at time zone 'America/Mexico_City')::date as day,
  products.id as product_id,
  products.name as product,
  count(*) as orders,
  sum(order_lines.quantity) as pieces,
  sum(order_lines.quantity * products.price) as revenue
from public.orders
join public.order_lines on order_lines.order_id = orders.id
join public.products on products.id = order_lines.product_id
where orders.cancelled_at is null
group by 1, 2, 3;

create unique index daily_sales_day_product_id_idx on reports.daily_sales (day, product_id);

comment on materialized view reports.daily_sales is
  'Sales of each product on each day in Mexico City, without orders that were cancelled.';
