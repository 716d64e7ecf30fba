-- A policy of ledger_leg that read ledger_leg would ask itself: this reads it as the tables' owner and tells numbers alone.
create function ledger_entries_on(accounts bigint[]) returns setof bigint
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
    select entry_id from ledger_leg where account_id = any(accounts)
$$;
