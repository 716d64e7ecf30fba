"""Paper accounts were known by their environment alone; and the money rules name a deal by whichever number it has."""

from django.db import migrations

PAPER = "update trading_brokeraccount set platform = 'paper' where environment = 'paper'"

_NAMES = """
create or replace function trading_deals_are_whole_minor_units() returns trigger language plpgsql as $$
declare
    wrong text;
begin
    select {deal} into wrong
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

create or replace function trading_cash_is_whole_minor_units() returns trigger language plpgsql as $$
declare
    wrong text;
begin
    select c.kind || ' ' || {cash} into wrong
      from added c join trading_brokeraccount a on a.id = c.account_id
     where scale(trim_scale(c.amount)) > a.currency_digits
     limit 1;
    if found then
        raise exception 'cash operation % is finer than its currency''s minor unit', wrong
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create or replace function trading_cash_operation_is_final() returns trigger language plpgsql as $$
begin
    if old.kind <> 'derived opening' then
        raise exception 'cash operation % is the broker''s word and stays as it is', {old}
            using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
"""
NUMBERED = _NAMES.format(
    deal="coalesce(d.ticket::text, d.external_id)",
    cash="coalesce(c.ticket::text, c.external_id, '')",
    old="coalesce(old.ticket::text, old.external_id)",
)
BY_TICKET = _NAMES.format(deal="d.ticket::text", cash="coalesce(c.ticket::text, '')", old="old.ticket")


class Migration(migrations.Migration):
    dependencies = [("trading", "0008_brokers_of_every_kind")]
    operations = [
        migrations.RunSQL(PAPER, migrations.RunSQL.noop),
        migrations.RunSQL(NUMBERED, BY_TICKET),
    ]
