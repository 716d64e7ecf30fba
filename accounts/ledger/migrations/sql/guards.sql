-- What holds for everybody, the tables' owner included.

create function ledger_refuse() returns trigger
language plpgsql as $$
begin
    raise exception using errcode = 'LG000',
        message = format('%s on %s is refused: the ledger only grows', lower(tg_op), tg_table_name);
end $$;

-- An entry and its legs, numbered from 1, are written by one statement, so that both triggers below see the whole of it.
create function ledger_check_entries() returns trigger
language plpgsql as $$
declare
    transaction constant bigint := pg_current_xact_id()::text::bigint;
    current_epoch integer;
    closed_until date;
    bad record;
begin
    -- Read only now, after the insert took its lock: closing a period and a new epoch wait for it.
    select (select max(number) from ledger_epoch), (select max(until) from ledger_closed_period)
    into current_epoch, closed_until;

    -- A join and not `not exists`: for that, a plan could read all legs there are.
    select e.key, e.booked_on, e.value_on, e.xid <> transaction or e.epoch <> current_epoch as displaced,
        least(e.booked_on, e.value_on) <= closed_until as closed, l.entry_id is null as legless
    into bad
    from added e left join ledger_leg l on l.entry_id = e.id and l.position = 1
    where e.xid <> transaction or e.epoch <> current_epoch or least(e.booked_on, e.value_on) <= closed_until
        or l.entry_id is null
    limit 1;
    if bad.legless then
        raise exception using errcode = 'LG001', message = format('entry %s has no legs', bad.key);
    elsif bad.closed then
        raise exception using errcode = 'LG003', message = format(
            'entry %s is booked on %s with value on %s, but the books are closed until %s',
            bad.key, bad.booked_on, bad.value_on, closed_until);
    elsif bad.displaced then
        raise exception using errcode = 'LG000', message = format(
            'entry %s does not carry its own transaction and epoch', bad.key);
    end if;

    if exists (select from added where reverses_id is not null) then
        perform ledger_check_reversal(id) from added where reverses_id is not null;
    end if;
    return null;
end $$;

create function ledger_check_reversal(reversal bigint) returns void
language plpgsql as $$
declare
    entry ledger_entry;
    original ledger_entry;
begin
    select * into entry from ledger_entry where id = reversal;
    select * into original from ledger_entry where id = entry.reverses_id;
    if original.id is null then
        raise exception using errcode = 'LG000', message = format(
            'entry %s reverses an entry that does not exist', entry.key);
    elsif entry.value_on < original.value_on then
        raise exception using errcode = 'LG000', message = format(
            'entry %s would be reversed before its value date, %s', original.key, original.value_on);
    end if;
    if exists (
        select from ledger_leg
        where entry_id in (entry.id, original.id)
        group by account_id, abs(amount)
        having sum(amount) <> 0
    ) then
        raise exception using errcode = 'LG001', message = format(
            'the legs of %s are not those of %s turned round', entry.key, original.key);
    end if;
end $$;

create function ledger_check_legs() returns trigger
language plpgsql as $$
declare
    transaction constant bigint := pg_current_xact_id()::text::bigint;
    bad record;
begin
    select l.entry_id, l.currency, sum(l.amount) as total,
        bool_or(a.currency is distinct from l.currency or e.id is null) as misplaced
    into bad
    from added l
    left join ledger_account a on a.id = l.account_id
    left join ledger_entry e on e.id = l.entry_id and e.xid = transaction and e.value_on = l.value_on
    group by l.entry_id, l.currency
    having sum(l.amount) <> 0 or bool_or(a.currency is distinct from l.currency or e.id is null)
    limit 1;
    if bad.misplaced then
        select l.account_id, l.entry_id, l.currency, a.code, a.currency as kept_in into bad
        from added l left join ledger_account a on a.id = l.account_id
        where l.entry_id = bad.entry_id
        order by a.currency is distinct from l.currency desc
        limit 1;
        if bad.code is null then
            raise exception using errcode = 'LG005', message = format('there is no account %s', bad.account_id);
        elsif bad.kept_in <> bad.currency then
            raise exception using errcode = 'LG005', message = format(
                'account %s is kept in %s, not in %s', bad.code, bad.kept_in, bad.currency);
        end if;
        raise exception using errcode = 'LG000', message = format(
            'legs of entry %s: only the transaction that writes an entry may write its legs', bad.entry_id);
    elsif bad.entry_id is not null then
        raise exception using errcode = 'LG001', message = format(
            'the legs of entry %s in %s sum to %s minor units, not to zero', bad.entry_id, bad.currency, bad.total);
    end if;

    -- In one order everywhere, so that two postings never wait for each other in a circle.
    insert into ledger_day_total as t (account_id, day, amount)
    select account_id, value_on, sum(amount)::bigint
    from added where transaction is not null group by account_id, value_on order by account_id, value_on
    on conflict (account_id, day) do update set amount = t.amount + excluded.amount;

    insert into ledger_month_total as t (account_id, month, amount)
    select account_id, date_trunc('month', value_on::timestamp)::date, sum(amount)::bigint
    from added where transaction is not null group by 1, 2 order by 1, 2
    on conflict (account_id, month) do update set amount = t.amount + excluded.amount;
    return null;
end $$;

create trigger entries_are_whole after insert on ledger_entry referencing new table as added
    for each statement execute function ledger_check_entries();
create trigger legs_are_balanced after insert on ledger_leg referencing new table as added
    for each statement execute function ledger_check_legs();

create trigger only_grows before update or delete or truncate on ledger_account
    for each statement execute function ledger_refuse();
create trigger only_grows before update or delete or truncate on ledger_entry
    for each statement execute function ledger_refuse();
create trigger only_grows before update or delete or truncate on ledger_leg
    for each statement execute function ledger_refuse();
create trigger only_grows before update or delete or truncate on ledger_seal
    for each statement execute function ledger_refuse();
create trigger only_grows before update or delete or truncate on ledger_epoch
    for each statement execute function ledger_refuse();
create trigger only_grows before update or delete or truncate on ledger_closed_period
    for each statement execute function ledger_refuse();

-- Totals change with the legs; what else changes them is found by `ledger verify`.
create trigger only_grows before delete or truncate on ledger_day_total
    for each statement execute function ledger_refuse();
create trigger only_grows before delete or truncate on ledger_month_total
    for each statement execute function ledger_refuse();

-- Rows that are hot are rewritten on their own page.
alter table ledger_day_total set (fillfactor = 60);
alter table ledger_month_total set (fillfactor = 60);

create function ledger_epoch_now() returns integer
language sql stable as $$ select max(number) from ledger_epoch $$;

-- Below, the only ways to write: functions that run with the rights of whoever migrated. The application may call them.
