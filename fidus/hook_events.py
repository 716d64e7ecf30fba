"""What webhooks may tell of: a part of the wiring, which names it."""

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
    "instruments": ("CalendarSet", "BarsImported"),
    "symbol-mappings": ("SymbolMappingApproved", "SymbolMappingRefused"),
    "broker-accounts": (
        "BrokerAccountOpened", "BrokerAccountChanged", "BrokerAccountDisabled", "BrokerHistoryImported",
        "BrokerAccountLost", "BrokerAccountFound", "BrokerLoginRefused", "BrokerFileImported",
    ),
    "breaks": (
        "BreakOpened", "BreakReopened", "BreakCleared", "AcceptanceProposed", "DifferenceAccepted",
        "AcceptanceDeclined", "AcceptanceWithdrawn",
    ),
    "strategies": (
        "StrategyModeChanged", "StrategyActivated", "StrategyPaused", "StrategyResumed", "StrategyRetired",
    ),
    "signal-messages": ("SignalRefused",),
    "alerts": ("AlertOpened", "AlertSeen", "AlertClosed"),
    "broker-gateways": (
        "BrokerGatewayAdded", "BrokerGatewayChanged", "BrokerGatewayMoved", "BrokerGatewayAddressProposed",
        "BrokerGatewayAddressApproved", "BrokerGatewayAddressDeclined", "BrokerGatewaySecretsReplaced",
        "BrokerGatewayDisabled", "BrokerGatewayEnabled",
    ),
    "broker-connections": (
        "BrokerAccountConnected", "ConnectionChanged", "ConnectionSecretsReplaced", "ConnectionPaused",
        "ConnectionResumed", "ConnectionTested", "DayTokenTaken", "AccountTradingAllowed", "AccountTradingForbidden",
    ),
    "instructions": (
        "OrderPlacedByHand", "OrderReleased", "OrderDeclined", "OrderCancelAsked", "OrderChangeAsked", "OrderRejected",
        "OrderOutcomeUnknown", "OrderFoundAbsent", "OrderOverfilled", "EntryFilledAfterExit", "ProtectionOvertraded",
        "ProtectionEnded",
    ),
    "switches": (
        "TradingReduced", "TradingHalted", "TradingResumed", "TradingResumeAsked", "TradingResumeDeclined",
    ),
    "broker-reports": ("BrokerReportReceived", "BrokerHistoryRefused"),
    "products": ("ProductAdded", "TermsPublished", "FeeSchedulePublished"),
    "investments": (
        "InvestmentDrafted", "InvestmentOpened", "InvestmentFunded", "IncubationStarted", "InvestmentActivated",
        "InvestmentCancelled", "InvestmentClosed", "InvestmentReopened", "InterestFellDue", "InterestPayoutApproved",
        "InterestApprovalTakenBack", "InterestPaid", "InterestPaymentFailed", "AccountMapped", "AccountUnmapped",
        "AccountShared", "AccountUnshared",
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
