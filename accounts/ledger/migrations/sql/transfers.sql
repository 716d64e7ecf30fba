-- Posts two-leg entries by the million, none of them twice: known keys are put aside first, the rest goes in by one
-- statement, so that balances are locked once and in order. Plans are made for the size of each call: a plan kept from a
-- small call would visit a big one row by row.

create function ledger_post_transfers(
    keys text[], debits bigint[], credits bigint[], amounts bigint[], currencies text[], texts text[],
    what text, booked date, valued date, by_whom bigint, at timestamptz, out posted bigint, out replayed bigint
) language plpgsql security definer
set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set work_mem = '256MB'
-- What a call needs of accounts and entries is looked up, not all of them read for each call of a long run.
set random_page_cost = 1.1 as $$
declare
    wanted constant bigint := coalesce(cardinality(keys), 0);
    fresh bigint;
    known bigint;
    conflicting text;
begin
    -- A trigger's statement remembers how many rows its session's first call brought; forgotten, it counts again.
    discard plans;
    posted := 0;
    loop
        with transfer as materialized (
            select case when s.known_content is null then nextval('ledger_entry_id_seq') end as id, s.*
            from (
                select t.*, e.content as known_content,
                    coalesce(ledger_content(what, valued, null, case
                        when d.code < c.code or d.code = c.code and t.amount < 0
                        then d.code || ' ' || t.currency || ' ' || t.amount || E'\n'
                            || c.code || ' ' || t.currency || ' ' || -t.amount
                        else c.code || ' ' || t.currency || ' ' || -t.amount || E'\n'
                            || d.code || ' ' || t.currency || ' ' || t.amount
                    end, t.text), '') as content
                from unnest(keys, debits, credits, amounts, currencies, texts)
                    as t(key, debit, credit, amount, currency, text)
                left join ledger_account d on d.id = t.debit
                left join ledger_account c on c.id = t.credit
                left join ledger_entry e on e.key = t.key
                order by t.key collate "C"
            ) s
        ), entry as (
            insert into ledger_entry (id, key, kind, text, booked_on, value_on, recorded_at, by_id, content, epoch, xid)
            select id, key, what, text, booked, valued, at, by_whom, content, (select ledger_epoch_now()),
                (select pg_current_xact_id()::text::bigint)
            from transfer where id is not null
            order by key collate "C"
            on conflict (key) do nothing
            returning id
        ), leg as (
            insert into ledger_leg (entry_id, position, account_id, amount, currency, value_on)
            select t.id, l.position, l.account, l.amount, t.currency, valued
            from entry join transfer t on t.id = entry.id
            cross join lateral (values (1, t.debit, t.amount), (2, t.credit, -t.amount)) as l(position, account, amount)
        )
        select (select count(*) from entry), count(known_content),
            min(key) filter (where known_content <> content)
        into fresh, known, conflicting
        from transfer;
        if conflicting is not null then
            raise exception using errcode = 'LG002', message = format(
                'the key %s was used before for an entry that says something else', conflicting);
        end if;
        posted := posted + fresh;
        -- A key that came twice, or that somebody else posted meanwhile, is known in the next round and compared there.
        exit when fresh + known = wanted;
    end loop;
    replayed := wanted - posted;
    -- Statistics are renewed when the tables have grown by a tenth, not for each of a night's twenty chunks.
    if posted >= 10000 and posted > (select reltuples / 10 from pg_class where oid = 'ledger_entry'::regclass) then
        analyze ledger_entry, ledger_leg, ledger_day_total, ledger_month_total;
    end if;
end $$;
