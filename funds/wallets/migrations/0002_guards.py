"""An address, once written, is never another: what replaces it is a row of its own."""

from django.db import migrations

GUARDS = """
create function wallets_keep_the_address() returns trigger language plpgsql as $$
begin
    if (new.network, new.asset, new.address, new.bic, new.holder, new.proposed_by_id, new.replaces_id)
        is distinct from (old.network, old.asset, old.address, old.bic, old.holder, old.proposed_by_id, old.replaces_id)
    then
        raise exception 'an address is replaced, never changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger wallets_keep_the_address before update on wallets_destination
    for each row execute function wallets_keep_the_address();
create trigger wallets_keep_the_address before update on wallets_officialwallet
    for each row execute function wallets_keep_the_address();

create function wallets_keep_the_client() returns trigger language plpgsql as $$
begin
    if (new.client_id, new.usable_from) is distinct from (old.client_id, coalesce(old.usable_from, new.usable_from)) then
        raise exception 'the client and the cooling-off of a destination never change' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger wallets_keep_the_client before update on wallets_destination
    for each row execute function wallets_keep_the_client();

create function wallets_keep_the_payment() returns trigger language plpgsql as $$
begin
    if (new.subject, new.direction, new.destination_id, new.wallet_id, new.network, new.asset, new.receiver, new.currency,
        new.amount_minor, new.quantity, new.tx_hash, new.output, new.recorded_by_id)
        is distinct from (old.subject, old.direction, old.destination_id, old.wallet_id, old.network, old.asset,
        old.receiver, old.currency, old.amount_minor, old.quantity, old.tx_hash, old.output, old.recorded_by_id)
    then
        raise exception 'what was recorded of payment % cannot be changed', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger wallets_keep_the_payment before update on wallets_payment
    for each row execute function wallets_keep_the_payment();
"""

UNDO = """
drop trigger wallets_keep_the_payment on wallets_payment;
drop trigger wallets_keep_the_client on wallets_destination;
drop trigger wallets_keep_the_address on wallets_officialwallet;
drop trigger wallets_keep_the_address on wallets_destination;
drop function wallets_keep_the_payment();
drop function wallets_keep_the_client();
drop function wallets_keep_the_address();
"""


class Migration(migrations.Migration):
    dependencies = [("wallets", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
