drop function ledger_close_period, ledger_begin_epoch, ledger_seal, ledger_post, ledger_post_many, ledger_post_transfers, ledger_epoch_now;
drop function ledger_check_entries, ledger_check_legs cascade;
drop function ledger_check_reversal;
drop function ledger_refuse cascade;
drop aggregate ledger_chain(bytea, bytea);
drop function ledger_link, ledger_digest, ledger_content, ledger_round;
