"""Who may do what: the roles, as code. Groups follow it after every migrate; docs/permissions.md is printed from it.

A permission is "app.codename" as Django writes it; "app.view_*" stands for seeing everything of an app. A permission
whose model does not exist is not granted. Four eyes is not a matter of roles alone: the services that need a second
person compare persons, whatever roles they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

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


# What each permission beyond seeing allows, for the people who give roles.
ACTIONS: dict[str, str] = {
    "accounts.invite_client_user": "Invite people to a client's portal",
    "accounts.invite_staff": "Invite people into any role of the firm",
    "accounts.revoke_invitation": "Take an invitation back",
    "accounts.suspend_user": "Suspend and reactivate logins, and end them for good",
    "accounts.change_roles": "Give roles to people and take them away",
    "login.review_access": "Review who may log in, and take the list of logins out",
    "login.reset_factors": "Take away somebody's second factors, and change their e-mail address",
    "accounts.open_client": "Take on a client",
    "accounts.add_member": "Let a person act for a client, and stop it",
    "gateway.register_program": "Register programs for the API, change their secrets, disable them, end their tokens",
    "gateway.revoke_key": "Revoke the API keys of others",
    "hooks.use_hooks": "Have webhooks of their own, which hear of what they may see",
    "hooks.manage_hooks": "Switch webhooks of others off, send dead letters again, give them up",
    "trail.export_trail": "Take the trail out as a file",
    "trail.retry_delivery": "Send a dead delivery out again",
    "compliance.work_on_case": "Open KYC cases, add documents, check items, submit",
    "compliance.clear_case": "Clear or reject a KYC case that somebody else submitted",
    "performance.import_benchmark": "Add benchmarks and import their levels",
    "crm.work_on_prospect": "Add prospects and move them along the pipeline",
    "crm.win_prospect": "Turn a won prospect into a client",
    "correspondence.write_to_client": "Answer clients' messages, write to clients, close conversations",
    "funds.publish_terms": "Publish a new version of a fund's terms",
    "funds.open_investment": "Open an investment",
    "funds.fund_investment": "Book the money that funds an investment",
    "funds.cancel_investment": "Cancel an investment whose money never came",
    "funds.map_account": "Map investments to broker accounts",
    "funds.book_operating_cost": "Book an operating cost",
    "funds.run_accrual": "Run the accrual of interest",
    "funds.pay_interest": "Book interest paid out",
    "funds.approve_payout": "Approve interest payments that somebody else prepared",
    "redemptions.request_redemption": "Enter a redemption for a client, and cancel one",
    "redemptions.check_redemption": "Check redemptions and where their money goes",
    "redemptions.approve_redemption": "Approve redemptions that others asked for and checked, and reject them",
    "redemptions.pay_redemption": "Book redemptions as paid, and payments that came back",
    "funds.issue_statement": "Issue and correct statements",
    "funds.download_statement": "Download clients' statements",
    "wallets.propose_destination": "Propose a client's wallet or bank account, stop and retire one",
    "wallets.confirm_destination": "Confirm or refuse a client's wallet that somebody else proposed",
    "wallets.propose_wallet": "Propose an official wallet of the firm, and retire one",
    "wallets.confirm_wallet": "Confirm or refuse an official wallet that somebody else proposed",
    "wallets.record_payment": "Record payments by hash or bank reference, and look them up",
    "wallets.confirm_payment": "Confirm by hand, or mark as failed, a payment that somebody else recorded",
    "rates.import_rates": "Import exchange rates and ask for the day's",
    "rates.propose_override": "Propose an exchange rate by hand, and withdraw it",
    "rates.approve_override": "Approve exchange rates that somebody else proposed, and end them",
    "rates.decide_contradiction": "Decide which of two rates of a day holds, in a file that somebody else brought",
    "rates.revalue": "Post differences of exchange at a month's end, and reverse them",
    "fees.publish_schedule": "Publish a fee schedule",
    "fees.prepare_fee_run": "Prepare and cancel a fee run",
    "fees.charge_fee_run": "Charge a fee run that somebody else prepared",
    "fees.reverse_charge": "Reverse a fee that somebody else charged",
    "fees.receive_fee": "Book that a fee's bill was paid",
    "books.close_books": "Prepare the closing of a month, and close one that somebody else prepared",
    "books.ask_to_reopen": "Ask that a closed month be opened again, and withdraw it",
    "books.reopen_books": "Open a closed month again, or refuse to, as somebody else asked; not one they closed",
    "books.post_journal": "Prepare journals and reversals by hand",
    "books.approve_journal": "Approve or refuse journals that somebody else prepared",
    "solvency.run_solvency": "Run the simulation of solvency, and cancel a run",
    "solvency.decide_suggestion": "Take or dismiss a transfer that a run suggests",
    "bank.open_bank_account": "Open a bank account of the firm",
    "bank.import_statement": "Import a bank's statements",
    "bank.match_transactions": "Match the bank's bookings with the ledger, and undo it",
    "bank.propose_booking": "Propose to book a bank charge, interest or a transfer",
    "bank.post_booking": "Post a bank's booking that somebody else proposed",
    "rebates.agree_rebate": "Write down and end agreements with brokers on rebates, and their rates",
    "rebates.count_rebates": "Count deals for rebates besides the night",
    "rebates.issue_rebate_invoice": "Issue invoices on rebates, and take them back",
    "rebates.book_rebate": "Book rebates that brokers paid",
    "rebates.write_off_rebate": "Write off differences of rebates that somebody else booked",
    "intake.start_run": "Bring in clients, investments and movements from a file",
    "intake.approve_run": "Approve a file of movements that somebody else brought in",
    "trading.import_report": "Import a broker's report",
    "trading.open_account": "Open a broker account before its first report",
    "trading.disable_account": "Disable a broker account, so that it takes no more history",
}

_SEES_CLIENTS = ("accounts.view_client", "accounts.view_clientmembership")
# The rooms of the fund back office, each an app of its own.
_FUND_OFFICE = ("funds", "bank", "fees", "intake", "performance", "rebates", "redemptions", "solvency", "wallets")
_SEES_FUNDS = (*(f"{app}.view_*" for app in _FUND_OFFICE), "rates.view_*")
_SEES_BOOKS = ("ledger.view_*", "books.view_*")
_SEES_TRADING = ("trading.view_*",)
_KEEPS_ACCOUNTS = ("trading.import_report", "trading.open_account", "trading.disable_account")
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
    "trail.view_storedevent",
    "compliance.view_*",
) + (_SEES_BOOKS + _SEES_CRM + _SEES_FUNDS + _SEES_TRADING)

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
            "hooks.use_hooks",
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
        ),
    ),
    "trader": Role(
        "Trader",
        "Trades the firm's accounts: sees accounts, funds and what they owe, not the clients' papers.",
        (*_SEES_TRADING, *_KEEPS_ACCOUNTS, *_SEES_FUNDS, "accounts.view_client", "hooks.use_hooks"),
    ),
    "strategy_developer": Role(
        "Strategy developer",
        "Builds strategies from the history of the accounts; sees no client.",
        (*_SEES_TRADING, "hooks.use_hooks"),
    ),
    "analyst": Role(
        "Analyst",
        "Sets funds against reality and reports on it; changes nothing.",
        (
            *_SEES_TRADING,
            *_SEES_FUNDS,
            *_SEES_BOOKS,
            "solvency.run_solvency",
            "accounts.view_client",
            "hooks.use_hooks",
        ),
    ),
    "viewer": Role(
        "Viewer",
        "Sees clients, funds, accounts and the ledger, for instance as an auditor; changes nothing.",
        (*_SEES_CLIENTS, *_SEES_FUNDS, *_SEES_TRADING, *_SEES_BOOKS),
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
