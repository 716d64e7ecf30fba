"""Rules on money that a check constraint cannot see, because they need the account's currency or the row as it was."""

from django.db import migrations

WHOLE_MINOR_UNITS = """
create function trading_deals_are_whole_minor_units() returns trigger language plpgsql as $$
declare
    wrong bigint;
begin
    select d.ticket into wrong
      from added d join trading_brokeraccount a on a.id = d.account_id
     where greatest(
               scale(trim_scale(d.commission)), scale(trim_scale(d.fee)), scale(trim_scale(d.swap)),
               scale(trim_scale(d.profit)), scale(trim_scale(d.balance))
           ) > a.currency_digits
     limit 1;
    if found then
        raise exception 'deal % holds an amount finer than its currency''s minor unit', wrong
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create function trading_cash_is_whole_minor_units() returns trigger language plpgsql as $$
declare
    wrong text;
begin
    select c.kind || ' ' || coalesce(c.ticket::text, '') into wrong
      from added c join trading_brokeraccount a on a.id = c.account_id
     where scale(trim_scale(c.amount)) > a.currency_digits
     limit 1;
    if found then
        raise exception 'cash operation % is finer than its currency''s minor unit', wrong
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger deals_are_whole_minor_units after insert on trading_deal
    referencing new table as added for each statement execute function trading_deals_are_whole_minor_units();
create trigger cash_is_whole_minor_units after insert on trading_cashoperation
    referencing new table as added for each statement execute function trading_cash_is_whole_minor_units();
"""

FINAL = """
create function trading_cash_operation_is_final() returns trigger language plpgsql as $$
begin
    if old.kind <> 'derived opening' then
        raise exception 'cash operation % is the broker''s word and stays as it is', old.ticket
            using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger cash_operation_is_final before update or delete on trading_cashoperation
    for each row execute function trading_cash_operation_is_final();
"""

UNDO = """
drop trigger deals_are_whole_minor_units on trading_deal;
drop trigger cash_is_whole_minor_units on trading_cashoperation;
drop trigger cash_operation_is_final on trading_cashoperation;
drop function trading_deals_are_whole_minor_units();
drop function trading_cash_is_whole_minor_units();
drop function trading_cash_operation_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("trading", "0001_initial")]
    operations = [migrations.RunSQL(WHOLE_MINOR_UNITS + FINAL, UNDO)]
