"""Who hears of which event, and which part of an app answers for what; what runs when stands in timetable.py."""

# An event's class name -> dotted names of functions that hear of it; each takes a RecordedEvent of accounts.trail.api.
# A handler is called at least once, after the event's transaction has committed; it must bear being called twice.
EVENT_HANDLERS: dict[str, list[str]] = {
    "UserInvited": ["accounts.handlers.send_invitation"],
    "DestinationProposed": ["funds.wallets.handlers.tell_client"],
    "DestinationConfirmed": ["funds.wallets.handlers.tell_client"],
    "DestinationRefused": ["funds.wallets.handlers.tell_client"],
    "DestinationStopped": ["funds.wallets.handlers.tell_client"],
    "DestinationActivated": ["funds.wallets.handlers.tell_client"],
    "DestinationRetired": ["funds.wallets.handlers.tell_client"],
    "NewDeviceUsed": ["accounts.login.handlers.tell_owner"],
    "LoginChanged": ["accounts.login.handlers.tell_owner"],
    "FactorsReset": ["accounts.login.handlers.tell_owner"],
    "EmailChanged": ["accounts.login.handlers.tell_owner"],
    "EmailChangeAsked": ["accounts.login.handlers.send_email_link"],
    "PasswordResetAsked": ["accounts.login.handlers.send_password_link"],
    "PaymentFailed": [
        "funds.redemptions.handlers.reopen_what_was_not_paid",
        "funds.wallets.handlers.reopen_interest",
    ],
    "InterestPaymentFailed": ["funds.redemptions.handlers.follow_interest_owed_again"],
    "InterestInstructionProposed": ["funds.wallets.handlers.tell_client_of_interest"],
    "InterestInstructionConfirmed": ["funds.wallets.handlers.tell_client_of_interest"],
    "InterestInstructionRefused": ["funds.wallets.handlers.tell_client_of_interest"],
    "InterestInstructionStopped": ["funds.wallets.handlers.tell_client_of_interest"],
    "OfficeWrote": ["crm.correspondence.handlers.tell_client"],
    "HookSwitchedOff": ["accounts.hooks.handlers.tell_owner"],
    "ChannelPaused": ["accounts.notices.handlers.tell_owner"],
}

# Through what accounts are traded: platform -> dotted name of its trading.connections.description.Adapter.
BROKERS: dict[str, str] = {
    "mt5": "trading.connections.adapters.mt5.ADAPTER",
    "ib": "trading.connections.adapters.ib.ADAPTER",
    "kite": "trading.connections.adapters.kite.ADAPTER",
    "alpaca": "trading.connections.adapters.alpaca.ADAPTER",
    "paper": "trading.connections.adapters.paper.ADAPTER",
}

# Who makes an account due where a broker gives a reason to look: dotted names of functions of account ids.
LOOK_SOON: tuple[str, ...] = ("trading.watch.services.look_soon.look_soon",)

# Who knows about which accounts their brokers are not to be asked now: dotted names of functions of account ids.
SPARED: tuple[str, ...] = ("trading.watch.selectors.spared.spared",)

# Who tells what waits for a second person: permission of whoever decides -> dotted name of a function that takes the
# reader and gives their approvals (fidus.lib.approval).
APPROVALS: dict[str, str] = {
    "connections.approve_address": "trading.connections.approvals.addresses_waiting",
    "compliance.clear_case": "compliance.approvals.approvals_waiting",
    "funds.approve_payout": "funds.approvals.approvals_waiting",
    "bank.post_booking": "funds.bank.approvals.approvals_waiting",
    "intake.approve_run": "funds.intake.approvals.approvals_waiting",
    "redemptions.approve_redemption": "funds.redemptions.approvals.approvals_waiting",
    "redemptions.check_redemption": "funds.redemptions.approvals.checks_waiting",
    "rebates.write_off_rebate": "funds.rebates.approvals.differences_waiting",
    "rates.approve_override": "accounts.rates.approvals.overrides_waiting",
    "rates.decide_contradiction": "accounts.rates.approvals.contradictions_waiting",
    "wallets.confirm_destination": "funds.wallets.approvals.destinations_waiting",
    "wallets.confirm_wallet": "funds.wallets.approvals.wallets_waiting",
    "fees.charge_fee_run": "funds.fees.approvals.approvals_waiting",
    "reconciliation.accept_difference": "trading.reconciliation.approvals.differences_waiting",
    "decision.approve_allocation": "trading.decision.approvals.allocations_waiting",
    "decision.approve_limit": "trading.decision.approvals.limits_waiting",
    "orders.approve_resume": "trading.orders.approvals.resumes_waiting",
    "books.approve_journal": "accounts.books.approvals.journals_waiting",
    "books.close_books": "accounts.books.approvals.months_waiting",
    "books.reopen_books": "accounts.books.approvals.reopenings_waiting",
}

# Who holds something by which a person is inside, besides the sessions: dotted names of functions that take the user
# and end it, in the transaction in which the person is suspended, leaves or loses their second factors.
ACCESS_ENDS: tuple[str, ...] = (
    "accounts.gateway.services.end_access.end_access",
    "accounts.hooks.services.end_access.end_access",
    "accounts.notices.services.end_access.end_access",
)

# Pages of the back office that decide about money, or about who gets in and as what: what is sent to them is taken
# only within a quarter of an hour of the last second factor (docs/adr/0030). Names of views; tests/test_fresh_factor.py
# holds them against every approval.
FRESH_FACTOR: tuple[str, ...] = (
    "admin:redemptions_redemption_approve",
    "admin:redemptions_redemption_pay",
    "admin:redemptions_redemption_return",
    "admin:wallets_destination_confirm",
    "admin:wallets_interestinstruction_confirm",
    "admin:wallets_officialwallet_confirm",
    "admin:wallets_payment_confirm",
    "admin:wallets_payment_fail",
    "admin:fees_feerun_charge",
    "admin:fees_feecharge_reverse",
    "admin:books_journal_approve",
    "admin:books_closingrun_close",
    "admin:books_closingrun_reopen",
    "admin:books_reopening_approve",
    "admin:reconciliation_acceptance_accept",
    "admin:rates_rateoverride_approve",
    "admin:rates_rateimport_take",
    "admin:bank_bankbooking_post",
    "admin:intake_intakerun_change",
    "admin:funds_interestpayout_approve",
    "admin:funds_interestpayout_pay",
    "admin:funds_interestpayout_fail",
    "admin:compliance_act",
    "admin:rebates_rebateinvoice_write_off",
    "admin:connections_brokergateway_add_mt5",
    "admin:connections_brokergateway_add_ib",
    "admin:connections_brokergateway_add_kite",
    "admin:connections_brokergateway_add_alpaca",
    "admin:connections_brokergateway_edit",
    "admin:connections_brokergateway_replace_secrets",
    "admin:connections_brokergateway_propose_address",
    "admin:connections_brokergateway_approve_address",
    "admin:connections_connection_connect",
    "admin:connections_connection_file",
    "admin:connections_connection_replace_secrets",
    "admin:connections_connection_allow_trading",
    "admin:decision_allocation_approve",
    "admin:decision_limit_approve",
    "admin:orders_instruction_place",
    "admin:orders_instruction_queue",
    "admin:orders_instruction_release",
    "admin:orders_instruction_alter",
    "admin:orders_instruction_close",
    "admin:orders_switch_resume",
    "admin:orders_switch_approve_resume",
    "admin:accounts_user_invite",
    "admin:accounts_user_change_roles",
    "admin:accounts_user_reset_factors",
    "admin:accounts_user_change_email",
)

# Live news (fidus/lib/live.py) that pages may listen to: topic -> dotted name of a function that takes the reader and a
# set of names ("17"; "*" is every channel of the topic) and gives those that the reader may hear. Asked again every
# minute; a topic that is not here is heard by programs of ours alone.
LIVE_CHANNELS: dict[str, str] = {
    "account": "trading.gates.accounts_heard_by",
    "quote": "trading.market.gates.quotes_heard_by",
    "orders": "trading.desk.gates.orders_heard_by",
    "signal": "trading.desk.gates.signals_heard_by",
}

# What happens every night, in order: services that take `as_of` and `by`, make up for nights that were missed, and add
# nothing when they run again.
# Windows come before the night's interest: what leaves at the end of a day earns no more from then on.
NIGHT: tuple[str, ...] = (
    "funds.redemptions.services.run_night.run_night",
    "funds.services.run_night.run_night",
    "funds.fees.services.accrue_fees.accrue_fees",
    "accounts.rates.services.revalue_months.revalue_months",
    "funds.solvency.services.run_solvency_tonight.run_solvency_tonight",
    "funds.rebates.services.count_rebates.count_rebates",
    "trading.reconciliation.services.reconcile_tonight.reconcile_tonight",
    "trading.watch.services.keep_days.keep_days",
    "trading.market.services.keep_parts.keep_parts",
)

# What is looked at before a month is closed, in order: functions that take `until`, the month's last day, and give
# fidus.lib.finding.Findings. A check's name in words is its title on the checklist.
CLOSING_CHECKS: tuple[str, ...] = (
    "funds.closing_checks.every_night_is_accrued",
    "funds.closing_checks.interest_that_fell_due_is_paid",
    "funds.fees.closing_checks.no_fee_run_is_open",
    "funds.bank.closing_checks.every_bank_account_is_reconciled",
    "trading.reconciliation.closing_checks.every_broker_account_is_reconciled",
    "accounts.rates.closing_checks.foreign_balances_are_revalued",
    "accounts.books.checks.every_entry_is_sealed",
    "accounts.books.checks.debits_equal_credits",
    "accounts.books.checks.totals_agree_with_the_entries",
    "accounts.books.checks.the_chain_of_new_entries_holds",
)

# What the firm earns besides trading, as fund against reality shows it: words -> dotted name of a function that takes a
# currency and a day and gives Money. Never what has lowered an obligation already.
FIRM_INCOME: dict[str, str] = {"Fees billed to clients": "funds.fees.selectors.firm.fees_billed"}

# Where interest is sent, and how: the funds ask, the wallets answer (funds/gates.py says with what).
INTEREST_WAYS: dict[str, str] = {
    "routes": "funds.wallets.gates.interest_routes",
    "source": "funds.wallets.services.send_interest.interest_source",
    "send": "funds.wallets.services.send_interest.send_interest",
}

# Our side of working orders, for reconciliation (trading/reconciliation/registry.py says what it answers): of the
# accounts that FIDUS trades; elsewhere a broker's orders are people's own, and nothing to compare.
OUR_ORDERS: str = "trading.execution.selectors.our_orders.our_orders"
OUR_HOLDINGS: str = "trading.execution.selectors.our_holdings.our_holdings"

# Figures that people may have watched (docs/notices.md): key -> dotted name of an object that says of what it is and
# what it is now, always for one person and what that person may see (accounts/notices/registry.py: Figure).
FIGURES: dict[str, str] = {
    "equity": "fidus.watched_figures.equity",
    "margin_level": "fidus.watched_figures.margin_level",
    "open_profit": "fidus.watched_figures.open_profit",
    "drawdown": "fidus.watched_figures.drawdown",
    "solvency": "fidus.watched_figures.solvency",
    "price": "fidus.watched_figures.price",
    "signals_refused": "fidus.watched_figures.signals_refused",
    "approvals": "fidus.watched_figures.approvals",
}

# The page of the house about an event's subject, for its reader: dotted name of `(user, kind, subject) -> path or ""`.
NOTICE_PAGES: str = "fidus.notice_pages.page_of"

# Why orders were decided, in words, for whoever releases them (trading/orders/registry.py).
ORDER_REASONS: str = "fidus.order_reasons.reasons_of_orders"
