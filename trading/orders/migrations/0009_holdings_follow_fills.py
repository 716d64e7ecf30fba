"""A holding is the sum of its fills, kept in the fill's own transaction; what was there before is added up once."""

from django.db import migrations

_SUMS = """
    select i.strategy_id, f.account_id, f.symbol, i.our_symbol, f.position,
           sum(case when f.side = 'buy' then f.volume else -f.volume end), max(f.price)
      from {fills} f join orders_instruction i on i.id = f.instruction_id
     where i.strategy_id is not null
     group by i.strategy_id, f.account_id, f.symbol, i.our_symbol, f.position
     order by i.strategy_id, f.account_id, min(f.id)
"""
_INTO = "insert into orders_holding as h (strategy_id, account_id, symbol, our_symbol, position, volume, price)"
FOLLOW = f"""
{_INTO} {_SUMS.format(fills="orders_fill")};

create function orders_holdings_follow() returns trigger language plpgsql as $$
begin
    {_INTO} {_SUMS.format(fills="news")}
        on conflict (account_id, strategy_id, symbol, our_symbol, position) do update
       set volume = h.volume + excluded.volume, price = greatest(h.price, excluded.price);
    return null;
end $$;

create trigger orders_holdings_follow after insert on orders_fill
    referencing new table as news for each statement execute function orders_holdings_follow();
"""  # noqa: S608 - made of the words above alone
GONE = """
drop trigger orders_holdings_follow on orders_fill;
drop function orders_holdings_follow();
delete from orders_holding;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_what_strategies_hold")]
    operations = [migrations.RunSQL(FOLLOW, GONE)]
