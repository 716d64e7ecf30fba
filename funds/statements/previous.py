"""A statement begins where the one before ended."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Client
from funds.models import Statement
from funds.statements.figures import Sheet


def closing_changed(client: Client, start: date, sheets: Sequence[Sheet]) -> str:
    """What is wrong if the month before was stated and closed on other figures than these open with; else nothing."""
    before = (start - timedelta(days=1)).replace(day=1)
    previous = Statement.objects.filter(client=client, month=before).order_by("-revision").first()
    if previous is None:
        return ""
    closed = {s["currency"]: Decimal(s["headline"]["closing"]) for s in json.loads(previous.figures)["sheets"]}
    for sheet in sheets:
        stated = closed.get(sheet.currency, Decimal(0))
        if stated != sheet.headline.opening:
            return (
                f"{before:%B %Y} was stated as closing at {stated:,f} {sheet.currency} ({previous.number}), "
                f"but the ledger now says {sheet.headline.opening:,f}. Correct that statement first."
            )
    return ""
