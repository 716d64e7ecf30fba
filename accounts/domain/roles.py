"""Who may do what: the roles, as code. Groups follow it after every migrate; docs/permissions.md is printed from it.

A permission is "app.codename" as Django writes it; "app.view_*" stands for seeing everything of an app. A permission
whose model does not exist is not granted. Four eyes is not a matter of roles alone: the services that need a second
person compare persons, whatever roles they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from accounts.domain.actions import ACTIONS

CLIENT = "client"
# Whoever is not signed in: a row of the table, and no login ever has it.
GUEST = "guest"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Role:
    """One role; `staff` ones enter the back office."""

    name: str
    purpose: str
    permissions: tuple[str, ...]
    staff: bool = True

    def grants(self, permission: str) -> bool:
        """Whether "app.codename" is among the role's permissions."""
        return any(fnmatchcase(permission, pattern) for pattern in self.permissions)


_SEES_CLIENTS = ("accounts.view_client", "accounts.view_clientmembership")
# The rooms of the fund back office, each an app of its own.
_FUND_OFFICE = ("funds", "bank", "fees", "intake", "performance", "rebates", "redemptions", "solvency", "wallets")
_SEES_FUNDS = (*(f"{app}.view_*" for app in _FUND_OFFICE), "rates.view_*")
_SEES_BOOKS = ("ledger.view_*", "books.view_*")
# The rooms of trading, each an app of its own.
_TRADING = (
    "trading", "connections", "market", "watch", "reconciliation", "alerts", "monitor", "signals", "orders", "decision",
    "execution", "desk",
)  # fmt: skip
_SEES_TRADING = tuple(f"{app}.view_*" for app in _TRADING)
_KEEPS_ACCOUNTS = (
    "trading.import_report",
    "trading.open_account",
    "trading.disable_account",
    "alerts.set_rule",
    "alerts.see_alert",
    "reconciliation.reconcile_accounts",
    "reconciliation.propose_acceptance",
    "reconciliation.accept_difference",
    "watch.look_now",
    "watch.settle_news",
    "connections.connect_account",
    "market.set_calendar",
    "market.decide_mapping",
    "market.import_bars",
)
# Strategy developers see their own strategies and signals alone: whoever sees all has this beside the right to look.
_OVERSEES_STRATEGIES = ("signals.oversee_strategies",)
_KEEPS_STRATEGIES = (
    *_OVERSEES_STRATEGIES,
    "signals.register_strategy",
    "signals.move_strategy",
    "signals.open_door",
)
_SETS_TERMS = (
    "decision.propose_allocation",
    "decision.approve_allocation",
    "decision.propose_limit",
    "decision.approve_limit",
)
_TRADES = ("orders.place_order", "orders.release_order", "orders.set_switch", "orders.approve_resume")
_KEEPS_REBATES = (
    "rebates.agree_rebate",
    "rebates.count_rebates",
    "rebates.issue_rebate_invoice",
    "rebates.book_rebate",
    "rebates.write_off_rebate",
)
_KEEPS_RATES = (
    "rates.import_rates",
    "rates.propose_override",
    "rates.approve_override",
    "rates.decide_contradiction",
    "rates.revalue",
)
_SEES_CRM = ("crm.view_*", "correspondence.view_*")
_SEES_EVERYTHING = (
    "accounts.view_*",
    "gateway.view_*",
    "hooks.view_*",
    "notices.view_*",
    "trail.view_storedevent",
    "compliance.view_*",
) + (_SEES_BOOKS + _SEES_CRM + _SEES_FUNDS + _SEES_TRADING + _OVERSEES_STRATEGIES)

ROLES: dict[str, Role] = {
    ADMINISTRATOR: Role(
        "Administrator",
        "Runs the system: people, roles, deliveries. Moves no money and clears nobody.",
        (
            *_SEES_EVERYTHING,
            "trail.*",
            "accounts.invite_client_user",
            "accounts.invite_staff",
            "accounts.revoke_invitation",
            "accounts.suspend_user",
            "accounts.change_roles",
            "accounts.add_member",
            "login.*",
            "gateway.*",
            "hooks.*",
            "notices.*",
            "connections.manage_gateways",
            "connections.approve_address",
        ),
    ),
    "back_office": Role(
        "Back office",
        "Looks after clients and their investments: takes them on, books money, imports reports, issues statements.",
        (
            *_SEES_CLIENTS,
            "accounts.view_invitation",
            "accounts.invite_client_user",
            "accounts.revoke_invitation",
            "accounts.open_client",
            "accounts.add_member",
            "trail.view_storedevent",
            *_SEES_BOOKS,
            "compliance.view_*",
            "compliance.work_on_case",
            *_SEES_CRM,
            "crm.work_on_prospect",
            "performance.import_benchmark",
            "crm.win_prospect",
            "correspondence.write_to_client",
            *_SEES_FUNDS,
            "funds.publish_terms",
            "funds.open_investment",
            "funds.cancel_investment",
            "funds.fund_investment",
            "funds.map_account",
            "funds.book_operating_cost",
            "funds.run_accrual",
            "funds.pay_interest",
            "funds.approve_payout",
            "redemptions.request_redemption",
            "redemptions.check_redemption",
            "redemptions.approve_redemption",
            "redemptions.pay_redemption",
            "funds.issue_statement",
            "funds.download_statement",
            "solvency.run_solvency",
            "solvency.decide_suggestion",
            "wallets.propose_destination",
            "wallets.confirm_destination",
            "wallets.propose_wallet",
            "wallets.confirm_wallet",
            "wallets.record_payment",
            "wallets.confirm_payment",
            "fees.publish_schedule",
            "fees.prepare_fee_run",
            "fees.charge_fee_run",
            "fees.reverse_charge",
            "fees.receive_fee",
            *_KEEPS_RATES,
            *_KEEPS_REBATES,
            "books.close_books",
            "books.ask_to_reopen",
            "books.reopen_books",
            "books.post_journal",
            "books.approve_journal",
            "bank.open_bank_account",
            "bank.import_statement",
            "bank.match_transactions",
            "bank.propose_booking",
            "bank.post_booking",
            "intake.start_run",
            "intake.approve_run",
            *_SEES_TRADING,
            *_KEEPS_ACCOUNTS,
            *_KEEPS_STRATEGIES,
            "hooks.use_hooks",
            "notices.use_notices",
        ),
    ),
    "compliance_officer": Role(
        "Compliance officer",
        "Checks who the clients are and where their money comes from; reads everything, and can take the trail out.",
        (
            *_SEES_EVERYTHING,
            "compliance.work_on_case",
            "compliance.clear_case",
            "correspondence.write_to_client",
            "funds.download_statement",
            "wallets.confirm_destination",
            "wallets.confirm_wallet",
            "accounts.suspend_user",
            "login.view_*",
            "login.review_access",
            "trail.export_trail",
            "notices.use_notices",
        ),
    ),
    "trader": Role(
        "Trader",
        "Trades the firm's accounts: sees accounts, funds and what they owe, not the clients' papers.",
        (
            *_SEES_TRADING,
            *_KEEPS_ACCOUNTS,
            *_KEEPS_STRATEGIES,
            *_TRADES,
            *_SETS_TERMS,
            "connections.allow_trading",
            "connections.approve_address",
            *_SEES_FUNDS,
            "accounts.view_client",
            "hooks.use_hooks",
            "notices.use_notices",
        ),
    ),
    "strategy_developer": Role(
        "Strategy developer",
        "Builds strategies from the history of the accounts and sends their signals; sees no client.",
        (*_SEES_TRADING, "signals.open_door", "signals.send_signal", "hooks.use_hooks", "notices.use_notices"),
    ),
    "analyst": Role(
        "Analyst",
        "Sets funds against reality and reports on it; changes nothing.",
        (
            *_SEES_TRADING,
            *_OVERSEES_STRATEGIES,
            *_SEES_FUNDS,
            *_SEES_BOOKS,
            "solvency.run_solvency",
            "accounts.view_client",
            "hooks.use_hooks",
            "notices.use_notices",
        ),
    ),
    "viewer": Role(
        "Viewer",
        "Sees clients, funds, accounts and the ledger, for instance as an auditor; changes nothing.",
        (*_SEES_CLIENTS, *_SEES_FUNDS, *_SEES_TRADING, *_OVERSEES_STRATEGIES, *_SEES_BOOKS, "notices.use_notices"),
    ),
    CLIENT: Role("Client", "Sees the portal, and there what belongs to them alone.", (), staff=False),
    GUEST: Role(
        "Guest",
        "Whoever is not signed in: the way in, an invitation's link, and whether a statement is ours.",
        (),
        staff=False,
    ),
}


def unknown_permissions() -> set[str]:
    """Permissions given to a role but explained nowhere; must be empty."""
    given = {permission for role in ROLES.values() for permission in role.permissions}
    return {p for p in given if p not in ACTIONS and not p.split(".")[1].startswith(("view_", "*"))}


def as_markdown() -> str:
    """The page docs/permissions.md."""
    roles = ROLES.values()
    lines = [
        "# Who may do what",
        "",
        "Printed by `manage.py permissions` from `accounts/domain/roles.py`; change it there.",
        "",
        "| Role | For |",
        "|---|---|",
        *(f"| {role.name} | {role.purpose} |" for role in roles),
        "",
        "## Actions",
        "",
        _row("", (role.name for role in roles)),
        _row("---", ("---" for _ in roles)),
        *(_row(text, ("yes" if role.grants(name) else "" for role in roles)) for name, text in ACTIONS.items()),
        "",
        "## What each role sees in the back office",
        "",
        "| Role | Sees |",
        "|---|---|",
        *(f"| {role.name} | {_seen(role)} |" for role in roles),
        "",
    ]
    return "\n".join(lines)


def _row(first: str, cells: Iterable[str]) -> str:
    return f"| {' | '.join([first, *cells])} |"


def _seen(role: Role) -> str:
    seen = sorted({p for p in role.permissions if p.split(".")[1].startswith(("view_", "*"))})
    return ", ".join(f"`{p}`" for p in seen) or ("nothing" if role is ROLES[GUEST] else "nothing; the portal only")
