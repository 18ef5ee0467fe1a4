insert into public.products (name, price) values ('Café', 45), ('Té', 38), ('Concha', 22);

-- Ten orders on each of thirty days, of one or two products each.
insert into public.orders (ordered_at)
select timestamptz '2026-10-01 15:00:00Z' + day * interval '1 day' + hour * interval '20 minutes'
from generate_series(0, 29) as day, generate_series(0, 9) as hour;

insert into public.order_lines (order_id, product_id, quantity)
select orders.id, products.id, 1 + (orders.id * products.id) % 3
from public.orders
join public.products on (orders.id + products.id) % 3 < 2;

refresh materialized view reports.daily_sales;
