-- The written form of an entry, byte for byte as accounts/ledger/domain/canonical.py makes it. Stable, not immutable, as
-- to_char is: only so are the functions made part of the queries that use them, which is several times as fast.

create function ledger_content(kind text, value_on date, reverses bigint, legs text, text text) returns bytea
language sql stable parallel safe as $$
    select sha256(convert_to(
        kind || E'\n' || to_char(value_on::timestamp, 'YYYY-MM-DD') || E'\n' || coalesce(reverses::text, '') || E'\n'
        || legs || E'\n\n' || text, 'UTF8'))
$$;

create function ledger_digest(
    key text, booked_on date, recorded_at timestamptz, by_id bigint, event bigint, content bytea
) returns bytea
language sql stable parallel safe as $$
    select sha256(convert_to(
        key || E'\n' || to_char(booked_on::timestamp, 'YYYY-MM-DD') || E'\n'
        || (extract(epoch from recorded_at) * 1000000)::bigint || E'\n' || coalesce(by_id::text, '') || E'\n'
        || coalesce(event::text, '') || E'\n' || encode(content, 'hex'), 'UTF8'))
$$;

-- In PL/pgSQL, as ledger_round is: a function in SQL that cannot be made part of a query is started anew for each row.
create function ledger_link(hash bytea, start bytea, digest bytea) returns bytea
language plpgsql immutable parallel safe as $$ begin return sha256(coalesce(hash, start) || digest); end $$;

-- As a window function over digests in order, it gives each link of the chain that begins at `start`.
create aggregate ledger_chain(start bytea, digest bytea) (sfunc = ledger_link, stype = bytea);

-- Half even to whole minor units, as fidus.lib.money.round_amount (docs/adr/0003-sql-may-round-interest.md).
-- round() goes away from zero at a half, so a half above an even number is cut off instead.
create function ledger_round(amount numeric, units integer) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
    scaled constant numeric := amount * case units
        when 0 then 1 when 2 then 100 when 3 then 1000 else power(10::numeric, units) end;
begin
    return case when mod(abs(scaled), 2) = 0.5 then trunc(scaled) else round(scaled) end;
end $$;
