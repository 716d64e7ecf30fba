"""The same deeds through the API: what is posted where, by the function of tests/asked.py that asked for it."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from tests import asked as asks
from tests.asked import TODAY, Asked

Call = Callable[[Any], tuple[str, dict[str, Any]]]

CALLS: dict[Callable[[User], Asked], Call] = {
    asks.redemption_asked_for: lambda row: (f"redemptions/{row.number}/approve", {}),
    asks.redemption_checked: lambda row: (f"redemptions/{row.number}/approve", {}),
    asks.redemption_approved: lambda row: (
        f"redemptions/{row.number}/pay",
        {"reference": "OUT-1", "paid_on": f"{row.window_on}"},
    ),
    asks.destination: lambda row: (f"destinations/{row.pk}/confirm", {}),
    asks.interest_instruction: lambda row: (f"interest-instructions/{row.pk}/confirm", {}),
    asks.address_of_a_gateway: lambda row: (
        f"broker-gateways/{row.pk}/approve-address",
        {"address": row.proposed_address},
    ),
    asks.firm_to_trade_again: lambda row: (f"switches/{row.pk}/approve-resume", {}),
    asks.allocation: lambda row: (f"allocations/{row.pk}/approve", {}),
    asks.trading_limit: lambda row: (f"trading-limits/{row.pk}/approve", {}),
    asks.official_wallet: lambda row: (f"official-wallets/{row.pk}/confirm", {}),
    asks.payment: lambda row: (f"payments/{row.pk}/confirm", {"reason": "I saw it"}),
    asks.fee_run: lambda row: (f"fee-runs/{row.pk}/charge", {}),
    asks.bank_booking: lambda row: (f"bank-bookings/{row.pk}/book", {}),
    asks.intake_run: lambda row: (f"intake-runs/{row.pk}/approve", {}),
    asks.interest_prepared: lambda row: (f"interest-payouts/{row.pk}/approve", {}),
    asks.interest_approved: lambda row: (
        f"interest-payouts/{row.pk}/pay",
        {"bank_reference": "OUT-1", "paid_on": f"{TODAY}"},
    ),
    asks.kyc_submitted: lambda row: (f"kyc-cases/{row.pk}/clear", {}),
    asks.kyc_checked: lambda row: (f"kyc-cases/{row.pk}/clear", {}),
    asks.rebate_short: lambda row: (f"rebate-invoices/{row.number}/write-off", {"reason": "Their rounding"}),
    asks.difference_of_a_broker: lambda row: (f"accepted-differences/{row.pk}/accept", {}),
    asks.rate_by_hand: lambda row: (f"rate-overrides/{row.pk}/approve", {}),
    asks.rates_that_differ: lambda row: (f"rate-imports/{row.rate_import_id}/take", {"reason": "Sure"}),
    asks.journal: lambda row: (f"journals/{row.pk}/approve", {}),
    asks.month: lambda row: (f"closings/{row.pk}/close", {}),
    asks.reopening_asked_for: lambda row: (f"reopenings/{row.pk}/approve", {}),
    asks.reopening_of_what_one_closed: lambda row: (f"reopenings/{row.pk}/approve", {}),
}
