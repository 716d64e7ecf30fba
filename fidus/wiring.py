"""Who hears of which event, and what runs when."""

from celery.schedules import crontab

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
}

# What webhooks may tell of: the address of a resource of the API -> kinds of events about its records, whose subject
# names the record by the resource's own key (docs/adr/0035). Whoever may look at the record may hear of it.
HOOK_EVENTS: dict[str, tuple[str, ...]] = {
    "clients": ("ClientOpened", "MemberAdded", "MemberRemoved"),
    "users": ("RolesChanged", "UserSuspended", "UserReactivated", "UserLeft"),
    "invitations": ("UserInvited", "InvitationRevoked"),
    "kyc-cases": (
        "CaseOpened", "DocumentAdded", "OfficeDeclared", "ItemAccepted", "ItemRefused", "CaseSubmitted", "CaseCleared",
        "CaseRejected", "CaseReopened",
    ),
    "prospects": ("ProspectAdded", "ProspectChanged", "ProspectMoved", "ProspectLost", "ProspectWon", "ProspectNoted"),
    "conversations": ("ClientWrote", "OfficeWrote", "ConversationClosed"),
    "journals": ("JournalPrepared", "JournalPosted", "JournalRefused", "JournalWithdrawn"),
    "rate-imports": ("RatesImported",),
    "rate-overrides": (
        "OverrideProposed", "OverrideApproved", "OverrideRefused", "OverrideWithdrawn", "OverrideEnded",
    ),
    "broker-accounts": ("BrokerAccountOpened", "BrokerAccountDisabled", "BrokerHistoryImported"),
    "broker-reports": ("BrokerReportReceived", "BrokerHistoryRefused"),
    "products": ("ProductAdded", "TermsPublished", "FeeSchedulePublished"),
    "investments": (
        "InvestmentDrafted", "InvestmentOpened", "InvestmentFunded", "IncubationStarted", "InvestmentActivated",
        "InvestmentCancelled", "InvestmentClosed", "InvestmentReopened", "InterestFellDue", "InterestPayoutApproved",
        "InterestApprovalTakenBack", "InterestPaid", "InterestPaymentFailed", "AccountMapped", "AccountUnmapped",
        "FeeCharged", "FeeReversed", "FeeBillPaid",
    ),
    "accrual-runs": ("InterestAccrued",),
    "statements": ("StatementIssued", "StatementCorrected", "StatementDownloaded", "StatementReproduced"),
    "redemptions": (
        "RedemptionRequested", "RedemptionChecked", "RedemptionApproved", "RedemptionCancelled", "RedemptionRejected",
        "RedemptionBecamePayable", "RedemptionPaid", "RedemptionPaymentFailed", "RedemptionReturned",
    ),
    "destinations": (
        "DestinationProposed", "DestinationConfirmed", "DestinationRefused", "DestinationStopped",
        "DestinationActivated", "DestinationRetired",
    ),
    "interest-instructions": (
        "InterestInstructionProposed", "InterestInstructionConfirmed", "InterestInstructionRefused",
        "InterestInstructionStopped",
    ),
    "official-wallets": (
        "OfficialWalletProposed", "OfficialWalletConfirmed", "OfficialWalletRefused", "OfficialWalletRetired",
    ),
    "payments": (
        "PaymentRecorded", "PaymentSeen", "PaymentLost", "PaymentDisagrees", "PaymentConfirmed", "PaymentFailed",
        "PaymentReplaced",
    ),
    "fee-runs": ("FeeRunPrepared", "FeeRunApproved", "FeeRunCancelled", "FeeRunCharged"),
    "bank-accounts": (
        "BankAccountOpened", "BankAccountSpellingAdded", "BankTransactionsMatched", "BankMatchUndone",
        "BankBookingProposed", "BankBookingPosted", "BankBookingDeclined",
    ),
    "bank-imports": ("BankFileReceived", "BankFileImported", "BankFileRefused", "BankFileDiscarded"),
    "benchmarks": ("BenchmarkAdded", "BenchmarkImported"),
    "rebate-agreements": ("RebateAgreementOpened", "RebateTermsPublished", "RebateAgreementEnded"),
    "rebate-runs": ("RebatesCounted",),
    "rebate-invoices": (
        "RebateInvoiceIssued", "RebateInvoiceCancelled", "RebateReceived", "RebateDifferenceWrittenOff",
    ),
    "solvency-runs": (
        "SolvencyRunStarted", "SolvencyRunFinished", "SolvencyRunFailed", "SolvencyRunCancelled", "TransferTaken",
        "TransferDismissed",
    ),
    "intake-runs": ("IntakeReceived", "IntakeSubmitted", "IntakeStarted", "IntakeEnded"),
}  # fmt: skip

# Of these clients hear, where it is theirs; the rest is the office's own work.
HOOK_EVENTS_OF_CLIENTS: tuple[str, ...] = (
    "InvestmentOpened", "InvestmentFunded", "InvestmentActivated", "InvestmentCancelled", "InvestmentClosed",
    "InvestmentReopened", "InterestFellDue", "InterestPaid", "InterestPaymentFailed", "FeeCharged", "FeeReversed",
    "StatementIssued", "StatementCorrected", "RedemptionRequested", "RedemptionApproved", "RedemptionCancelled",
    "RedemptionRejected", "RedemptionBecamePayable", "RedemptionPaid", "RedemptionPaymentFailed", "RedemptionReturned",
    "DestinationProposed", "DestinationConfirmed", "DestinationRefused", "DestinationStopped", "DestinationActivated",
    "DestinationRetired", "InterestInstructionProposed", "InterestInstructionConfirmed", "InterestInstructionRefused",
    "InterestInstructionStopped", "CaseCleared", "ItemAccepted", "ItemRefused",
    "OfficeWrote", "ConversationClosed",
)  # fmt: skip

# Who tells what waits for a second person: permission of whoever decides -> dotted name of a function that takes the
# reader and gives their approvals (fidus.lib.approval).
APPROVALS: dict[str, str] = {
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
    "books.approve_journal": "accounts.books.approvals.journals_waiting",
    "books.close_books": "accounts.books.approvals.months_waiting",
    "books.reopen_books": "accounts.books.approvals.reopenings_waiting",
}

# Who holds something by which a person is inside, besides the sessions: dotted names of functions that take the user
# and end it, in the transaction in which the person is suspended, leaves or loses their second factors.
ACCESS_ENDS: tuple[str, ...] = (
    "accounts.gateway.services.end_access.end_access",
    "accounts.hooks.services.end_access.end_access",
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
    "admin:rates_rateoverride_approve",
    "admin:rates_rateimport_take",
    "admin:bank_bankbooking_post",
    "admin:intake_intakerun_change",
    "admin:funds_interestpayout_approve",
    "admin:funds_interestpayout_pay",
    "admin:funds_interestpayout_fail",
    "admin:compliance_act",
    "admin:rebates_rebateinvoice_write_off",
    "admin:accounts_user_invite",
    "admin:accounts_user_change_roles",
    "admin:accounts_user_reset_factors",
    "admin:accounts_user_change_email",
)

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
)

# What is looked at before a month is closed, in order: functions that take `until`, the month's last day, and give
# fidus.lib.finding.Findings. A check's name in words is its title on the checklist.
CLOSING_CHECKS: tuple[str, ...] = (
    "funds.closing_checks.every_night_is_accrued",
    "funds.closing_checks.interest_that_fell_due_is_paid",
    "funds.fees.closing_checks.no_fee_run_is_open",
    "funds.bank.closing_checks.every_bank_account_is_reconciled",
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

# What Celery beat sends, in its own form: name -> {"task": dotted name, "schedule": seconds or crontab, "options": {}}.
# `expires` keeps messages from piling up while no worker runs: the sweepers look at tables, not at messages.
BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "show that tasks go the whole way": {
        "task": "fidus.tasks.heartbeat",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "deliver events that nobody woke up for": {
        "task": "accounts.trail.tasks.deliver_events",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "take up runs of statements that nobody works on": {
        "task": "funds.tasks.sweep_statement_runs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "take up runs of solvency that nobody works on": {
        "task": "funds.solvency.tasks.sweep_solvency_runs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "take up fee runs that nobody works on": {
        "task": "funds.fees.tasks.sweep_fee_runs",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "seal the ledger's new entries": {
        "task": "accounts.ledger.tasks.seal_entries",
        "schedule": 1.0,
        "options": {"expires": 1},
    },
    "take up closings that nobody works on": {
        "task": "accounts.books.tasks.sweep_closings",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "the night": {
        "task": "fidus.tasks.tonight",
        "schedule": crontab(hour=0, minute=15),
        "options": {"expires": 12 * 60 * 60},
    },
    # A night that failed, or that no worker was there for, is made up for within the hour; a whole one costs nothing.
    "what the night left undone": {
        "task": "fidus.tasks.tonight",
        "schedule": crontab(minute=45),
        "options": {"expires": 30 * 60},
    },
    # Asks only while a day that should be out is not held.
    "the day's exchange rates": {
        "task": "accounts.rates.tasks.fetch_rates_when_due",
        "schedule": crontab(minute="5,35"),
        "options": {"expires": 25 * 60},
    },
    "look payments up": {
        "task": "funds.wallets.tasks.follow_payments",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "end the cooling-off of clients' wallets": {
        "task": "funds.wallets.tasks.activate_due_destinations",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "read uploaded reports that no message told of": {
        "task": "trading.tasks.import_waiting_reports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget tries at signing in that are over": {
        "task": "accounts.login.tasks.forget_tries",
        "schedule": crontab(minute=50),
        "options": {"expires": 30 * 60},
    },
    "take up files of rows that nobody works on": {
        "task": "funds.intake.tasks.sweep_runs",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "remove uploads that nobody will read": {
        "task": "trading.tasks.remove_forgotten_uploads",
        "schedule": crontab(minute=20),
        "options": {"expires": 30 * 60},
    },
    "forget old answers of the API and expired tokens": {
        "task": "accounts.gateway.tasks.forget_old_calls_and_tokens",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 12 * 60 * 60},
    },
    "send webhooks": {
        "task": "accounts.hooks.tasks.send_webhooks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "forget old messages of webhooks": {
        "task": "accounts.hooks.tasks.forget_old_messages",
        "schedule": crontab(hour=2, minute=50),
        "options": {"expires": 12 * 60 * 60},
    },
}
