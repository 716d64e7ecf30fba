"""What stands in the navigation of each room: an entry shows when its page exists and its reader may open it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

TABS_ON_A_PHONE = 4
_WORD = "wallets_interestinstruction"


@dataclass(frozen=True)
class Entry:
    """A page by its URL name; `permission` is one of its app's, none means everybody in the room."""

    label: str
    icon: str
    page: str
    permission: str = ""
    # The four entries that stay at the thumb on a phone, and the shorter word they carry there.
    tab: bool = False
    short: str = ""
    # Pages that belong to the entry though their addresses do not begin with its own.
    under: str = ""


@dataclass
class Shown:
    label: str
    icon: str
    url: str
    short: str
    tab: bool
    under: str
    current: bool = False


@dataclass
class Group:
    """Beside a wide page the entries of an `unfolded` group are shown; the heading of another leads into it."""

    heading: str
    entries: list[Shown] = field(default_factory=list)
    unfolded: bool = False

    @property
    def url(self) -> str:
        return self.entries[0].url


PORTAL: dict[str, tuple[Entry, ...]] = {
    "": (
        Entry("Overview", "home", "portal:overview", tab=True),
        Entry("Investments", "layers", "portal:investments", tab=True),
        Entry("Activity", "list", "portal:activity", tab=True),
        Entry("Statements", "page", "portal:statements", tab=True),
        Entry("Redeem", "out", "portal:redemptions"),
        Entry("Wallets", "wallet", "portal:wallets"),
        Entry("Performance", "chart", "portal:performance"),
        Entry("Calendar", "calendar", "portal:calendar"),
        Entry("Documents", "folder", "portal:documents"),
        Entry("Messages", "mail", "portal:messages"),
        Entry("Notices", "bell", "notices:notices"),
        Entry("Security", "shield", "mfa_index", under="/accounts/"),
    ),
}

BACK_OFFICE: dict[str, tuple[Entry, ...]] = {
    "Today": (
        Entry("Home", "home", "admin:index", tab=True),
        Entry("Approvals", "check", "admin:approvals"),
        Entry("Notices", "bell", "notices:notices", "notices.use_notices"),
        Entry("Messages", "mail", "admin:correspondence_conversation_changelist", "correspondence.view_conversation"),
        Entry("Pipeline", "flag", "admin:crm_pipeline", "crm.view_prospect"),
        Entry("Prospects", "people", "admin:crm_prospect_changelist", "crm.view_prospect"),
    ),
    "Funds": (
        Entry("Fund against reality", "chart", "admin:funds_reality", "funds.view_investment", tab=True, short="Funds"),
        Entry("Clients", "people", "admin:accounts_client_changelist", "accounts.view_client"),
        Entry("Investments", "layers", "admin:funds_investment_changelist", "funds.view_investment"),
        Entry("Products and terms", "list", "admin:funds_product_changelist", "funds.view_product"),
        Entry("Accrual runs", "clock", "admin:funds_accrualrun_changelist", "funds.view_accrualrun"),
        Entry("Statements", "page", "admin:funds_statement_changelist", "funds.view_statement"),
        Entry("Statement runs", "refresh", "admin:funds_statementbatch_changelist", "funds.view_statementbatch"),
        Entry("Bring in files", "upload", "admin:intake_intakerun_changelist", "intake.view_intakerun"),
    ),
    "Payouts and fees": (
        Entry("Redemptions", "out", "admin:redemptions_redemption_changelist", "redemptions.view_redemption"),
        Entry("Redemption windows", "calendar", "admin:redemptions_windows", "redemptions.view_redemption"),
        Entry("Interest payouts", "out", "admin:funds_interestpayout_changelist", "funds.view_interestpayout"),
        Entry("Fee runs", "scales", "admin:fees_feerun_changelist", "fees.view_feerun"),
        Entry("Fees charged", "list", "admin:fees_feecharge_changelist", "fees.view_feecharge"),
        Entry("Fee schedules", "page", "admin:fees_feeschedule_changelist", "fees.view_feeschedule"),
    ),
    "Bank and wallets": (
        Entry("Bank accounts", "scales", "admin:bank_bankaccount_changelist", "bank.view_bankaccount"),
        Entry("Bank files", "upload", "admin:bank_bankimport_changelist", "bank.view_bankimport"),
        Entry("Bank statements", "list", "admin:bank_bankstatement_changelist", "bank.view_bankstatement"),
        Entry("Bank bookings", "sign", "admin:bank_bankbooking_changelist", "bank.view_bankbooking"),
        Entry("Payments", "out", "admin:wallets_payment_changelist", "wallets.view_payment"),
        Entry("Clients' wallets", "wallet", "admin:wallets_destination_changelist", "wallets.view_destination"),
        Entry("Where interest goes", "sign", f"admin:{_WORD}_changelist", "wallets.view_interestinstruction"),
        Entry("Official wallets", "wallet", "admin:wallets_officialwallet_changelist", "wallets.view_officialwallet"),
    ),
    "Outlook": (
        Entry("Solvency", "shield", "admin:solvency_answer", "solvency.view_solvencyrun"),
        Entry("Cash calendar", "calendar", "admin:solvency_calendar", "solvency.view_solvencyrun"),
        Entry("Performance", "pulse", "admin:performance_show", "funds.view_investment"),
        Entry("Benchmarks", "scales", "admin:performance_benchmark_changelist", "performance.view_benchmark"),
    ),
    "Rebates": (
        Entry("Rebates", "plus", "admin:rebates_overview", "rebates.view_rebaterun"),
        Entry("Rebate agreements", "sign", "admin:rebates_rebateagreement_changelist", "rebates.view_rebateagreement"),
        Entry("Rebate runs", "clock", "admin:rebates_rebaterun_changelist", "rebates.view_rebaterun"),
        Entry("Rebate invoices", "page", "admin:rebates_rebateinvoice_changelist", "rebates.view_rebateinvoice"),
    ),
    "Books": (
        Entry("Months", "calendar", "admin:books_closingrun_changelist", "books.view_closingrun"),
        Entry("Trial balance", "scales", "admin:books_trial_balance", "ledger.view_entry"),
        Entry("Balance sheet", "layers", "admin:books_balance_sheet", "ledger.view_entry"),
        Entry("Profit and loss", "chart", "admin:books_profit_and_loss", "ledger.view_entry"),
        Entry("Cash flow", "refresh", "admin:books_cash_flow", "ledger.view_entry"),
        Entry("Journal", "list", "admin:books_journal_list", "ledger.view_entry"),
        Entry("Journals by hand", "edit", "admin:books_journal_changelist", "books.view_journal"),
        Entry("Months to open again", "calendar", "admin:books_reopening_changelist", "books.view_reopening"),
        Entry("Ledger", "wallet", "admin:ledger_entry_changelist", "ledger.view_entry"),
    ),
    "Exchange rates": (
        Entry("Exchange rates", "scales", "admin:rates_day", "rates.view_eurorate"),
        Entry("Rates by hand", "edit", "admin:rates_rateoverride_changelist", "rates.view_rateoverride"),
        Entry("Differences of exchange", "chart", "admin:rates_revaluation_changelist", "rates.view_revaluation"),
    ),
    "Trading": (
        Entry("Desk", "bolt", "admin:desk_desk", "signals.oversee_strategies"),
        Entry("Monitor", "pulse", "admin:monitor_accounts", "trading.view_brokeraccount", tab=True, short="Trading"),
        Entry("Exposure", "chart", "admin:monitor_exposure", "trading.view_position"),
        Entry("Alerts", "alert", "admin:alerts_alert_changelist", "alerts.view_alert"),
        Entry("Breaks", "scales", "admin:reconciliation_break_changelist", "reconciliation.view_break"),
        Entry("Accounts", "layers", "admin:trading_brokeraccount_changelist", "trading.view_brokeraccount"),
        Entry("Connections", "bolt", "admin:connections_connection_changelist", "connections.view_connection"),
        Entry("Gateways", "layers", "admin:connections_brokergateway_changelist", "connections.view_brokergateway"),
        Entry("Visits", "clock", "admin:watch_watch_changelist", "watch.view_watch"),
        Entry("Lines", "pulse", "admin:watch_gatewayhealth_changelist", "watch.view_gatewayhealth"),
        Entry("Pushed news", "message", "admin:watch_pushednews_changelist", "watch.view_pushednews"),
        Entry("Imports", "upload", "admin:trading_reportimport_changelist", "trading.view_reportimport"),
        Entry("Deals", "bolt", "admin:trading_deal_changelist", "trading.view_deal"),
        Entry("Brokers' orders", "list", "admin:trading_order_changelist", "trading.view_order"),
        Entry("Instruments", "chart", "admin:market_instrument_changelist", "market.view_instrument"),
        Entry("Symbols", "copy", "admin:market_symbolmapping_changelist", "market.view_symbolmapping"),
    ),
    "Orders": (
        Entry("Orders", "list", "admin:orders_instruction_changelist", "orders.view_instruction"),
        Entry("Place an order", "plus", "admin:orders_instruction_choose", "orders.place_order"),
        Entry("Orders to release", "check", "admin:orders_instruction_queue", "orders.release_order"),
        Entry("How far trading is let", "shield", "admin:orders_switch_changelist", "orders.view_switch"),
        Entry("Fills", "bolt", "admin:orders_fill_changelist", "orders.view_fill"),
    ),
    "Signals": (
        Entry("Strategies", "flag", "admin:desk_strategies", "signals.view_strategy"),
        Entry("Register of strategies", "folder", "admin:signals_strategy_changelist", "signals.view_strategy"),
        Entry("Signals", "bolt", "admin:signals_signal_changelist", "signals.view_signal"),
        Entry("Decisions", "check", "admin:decision_decision_changelist", "decision.view_decision"),
        Entry("Allocations", "layers", "admin:decision_allocation_changelist", "decision.view_allocation"),
        Entry("Limits of trading", "shield", "admin:decision_limit_changelist", "signals.oversee_strategies"),
        Entry("Messages of signals", "list", "admin:signals_rawsignal_changelist", "signals.view_rawsignal"),
        Entry("Doors for signals", "key", "admin:signals_door_changelist", "signals.view_door"),
    ),
    "Compliance": (
        Entry("Cases", "shield", "admin:compliance_kyccase_changelist", "compliance.view_kyccase", tab=True),
        Entry("Audit trail", "folder", "admin:trail_storedevent_changelist", "trail.view_storedevent"),
    ),
    "Operations": (
        Entry("Users", "key", "admin:accounts_user_changelist", "accounts.view_user"),
        Entry("Access review", "eye", "admin:login_access", "login.review_access"),
        Entry("Programs", "bolt", "admin:gateway_program_changelist", "gateway.view_program"),
        Entry("API keys", "key", "admin:gateway_apikey_changelist", "gateway.view_apikey"),
        Entry("Webhooks", "bolt", "admin:hooks_hook_changelist", "hooks.view_hook"),
        Entry("Messages to webhooks", "out", "admin:hooks_message_changelist", "hooks.view_message"),
        Entry("Channels of notices", "bell", "admin:notices_channel_changelist", "notices.view_channel"),
        Entry("Notices sent", "out", "admin:notices_notice_changelist", "notices.view_notice"),
        Entry("Use of the API", "pulse", "admin:gateway_usage", "gateway.view_program"),
        Entry("All records", "folder", "admin:records"),
    ),
}  # fmt: skip


@lru_cache
def address_of(page: str) -> str | None:
    """The URL of a page without arguments, None while there is no such page."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return None


def navigation(rooms: dict[str, tuple[Entry, ...]], request: HttpRequest) -> list[Group]:
    """The groups and entries the reader of `request` gets, the current page marked, empty groups left out."""
    asks = any(entry.permission for entries in rooms.values() for entry in entries)
    groups, held = [], request.user.get_all_permissions() if asks else set()
    for heading, entries in rooms.items():
        shown = [
            Shown(entry.label, entry.icon, url, entry.short or entry.label, entry.tab, entry.under or url)
            for entry in entries
            if (url := address_of(entry.page)) and (not entry.permission or entry.permission in held)
        ]
        if shown:
            groups.append(Group(heading, shown))
    everything = [entry for group in groups for entry in group.entries]
    if everything:
        _mark_current(everything, request.path)
        _fill_tabs(everything)
        for place, group in enumerate(groups):
            group.unfolded = place == 0 or any(entry.current for entry in group.entries)
    return groups


def _mark_current(entries: list[Shown], path: str) -> None:
    # The room's first page is the beginning of every other address, so it counts only when it is met exactly.
    matching = [
        entry for entry in entries if path == entry.url or (path.startswith(entry.url) and entry.icon != "home")
    ]
    if matching:
        max(matching, key=lambda entry: len(entry.under)).current = True


def _fill_tabs(entries: list[Shown]) -> None:
    """A reader who lacks some of the four pages gets others in their place."""
    missing = TABS_ON_A_PHONE - sum(entry.tab for entry in entries)
    for entry in [entry for entry in entries if not entry.tab][: max(0, missing)]:
        entry.tab = True
