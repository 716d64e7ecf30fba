"""The application only appends deals; what it may say of one later it says through these functions, and once.

Costs that the broker told late complete a deal that waits for them. What a trade realised is ours to work out where the
broker tells nothing of it, and is worked out anew when older trades come in.
"""

from django.db import migrations, models

FUNCTIONS = """
create function trading_complete_costs(
    deals bigint[], commissions numeric[], fees numeric[], swaps numeric[], profits numeric[]
) returns table (deal bigint) language sql security definer set search_path = public, pg_temp as $$
    update trading_deal d
       set commission = t.commission, fee = t.fee, swap = t.swap, profit = t.profit, costs_pending = false
      from unnest(deals, commissions, fees, swaps, profits) as t(id, commission, fee, swap, profit)
     where d.id = t.id and d.costs_pending
    returning d.id
$$;

create function trading_realise(deals bigint[], profits numeric[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    changed bigint;
begin
    if exists (
        select from trading_deal d join trading_brokeraccount a on a.id = d.account_id
         where d.id = any(deals) and a.platform not in ('kite', 'alpaca')
    ) then
        raise exception 'the broker tells what its trades made, and that stays as it is'
            using errcode = 'restrict_violation';
    end if;
    update trading_deal d set profit = t.profit
      from unnest(deals, profits) as t(id, profit)
     where d.id = t.id and d.profit <> t.profit;
    get diagnostics changed = row_count;
    return changed;
end $$;

create trigger completed_deals_are_whole_minor_units after update on trading_deal
    referencing new table as added for each statement execute function trading_deals_are_whole_minor_units();
"""

UNDO = """
drop trigger completed_deals_are_whole_minor_units on trading_deal;
drop function trading_realise(bigint[], numeric[]);
drop function trading_complete_costs(bigint[], numeric[], numeric[], numeric[], numeric[]);
"""


class Migration(migrations.Migration):
    dependencies = [("trading", "0009_paper_and_names")]
    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(costs_pending=True), fields=["account"], name="deals_without_their_costs"
            ),
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
