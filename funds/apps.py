from django.apps import AppConfig

from fidus.lib.clients_rows import Rows, everybodys, of_client, through

# Those of the investments that may be seen.
_OWN = (
    "select unnest(array[principal_account, interest_account, paid_account, payable_account, fees_account])"
    " from funds_investment"
)
_ENTRIES = f"select ledger_entries_on(array({_OWN}))"


class FundsConfig(AppConfig):
    name = "funds"
    default_auto_field = "django.db.models.BigAutoField"
    clients_functions = ("ledger_entries_on",)
    clients_rows = {
        "funds_product": everybodys("what the firm offers"),
        "funds_termsversion": everybodys("what the firm offers"),
        # Of accounts that somebody of the firm shares with them: how they stand, by columns; no names, no secrets.
        "funds_accountmapping": Rows(
            "shared_at is not null and investment_id in (select id from funds_investment)",
            "select (id, investment_id, account_id, share, from_on, until_on, shared_at)",
        ),
        "trading_brokeraccount": Rows(
            "id in (select account_id from funds_accountmapping)",
            "select (id, login, broker, platform, environment, currency, disabled_at, closing_balance, snapshot_at,"
            " last_at)",
        ),
        "watch_standing": through(
            "account_id", "trading_brokeraccount", may="select (account_id, seen_at, balance, equity, open_profit)"
        ),
        "watch_daysnapshot": through(
            "account_id", "trading_brokeraccount", may='select (id, account_id, "on", last_equity, balance)'
        ),
        "funds_investment": of_client(may="select, update (state, closed_on)"),
        "funds_accrual": through("investment_id", "funds_investment"),
        "funds_interestpayout": through("investment_id", "funds_investment"),
        "funds_reduction": through("investment_id", "funds_investment"),
        "funds_statement": of_client(),
        # The ledger knows no clients: whose an account is stands in the investment, and in its code. Entries on their
        # accounts clients read whole; of the firm's own accounts the names, and never what they hold.
        "ledger_account": Rows(
            "coalesce(substring(code from ':C([0-9]+)(:|$)'), '')"
            " = any(array(select number::text from accounts_client) || ''::text)"
        ),
        "ledger_leg": Rows(f"account_id in ({_OWN}) or entry_id in ({_ENTRIES})"),
        "ledger_entry": Rows(f"id in ({_ENTRIES})"),
        "ledger_day_total": Rows(f"account_id in ({_OWN})"),
        "ledger_month_total": Rows(f"account_id in ({_OWN})"),
        "ledger_seal": everybodys("numbers and hashes"),
        "ledger_closed_period": everybodys("until when the books are closed"),
    }
    append_only_tables = ("funds_termsversion", "funds_statement", "funds_reduction")
