from collections.abc import Sequence

from django.db import connection, transaction

from accounts.ledger.domain.account_codes import AccountSpec, is_account_code
from accounts.ledger.errors import AccountConflict, LedgerError
from accounts.wall import outside_wall
from fidus.lib import clock
from fidus.lib.money import minor_units

_OPEN = """
    insert into ledger_account (code, kind, currency, label, opened_at)
    select code, kind, currency, label, %s
    from unnest(%s::text[], %s::text[], %s::text[], %s::text[]) as t(code, kind, currency, label)
    order by code
    on conflict (code) do nothing
"""
_FIND = """
    select a.id, a.code, a.kind, a.currency
    from unnest(%s::text[]) with ordinality as t(code, n) join ledger_account a using (code)
    order by t.n
"""


def open_accounts(specs: Sequence[AccountSpec]) -> list[int]:
    """Open each account that is not open yet; their ids, in the order of `specs`.

    Raises AccountConflict if a code is open with another kind or currency.
    """
    if not specs:
        return []
    for spec in specs:
        minor_units(spec.currency)
        if not is_account_code(spec.code, spec.kind):
            raise LedgerError(f"{spec.code!r} is not the code of an account of kind {spec.kind}")
    codes = [spec.code for spec in specs]
    columns = [codes, *([getattr(spec, name) for spec in specs] for name in ("kind", "currency", "label"))]
    # The chart of accounts is the house's, also where a client's request is the first to need one.
    with outside_wall(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OPEN, [clock.now(), *columns])
        # A second statement, so that accounts opened meanwhile by others are seen.
        cursor.execute(_FIND, [codes])
        rows = cursor.fetchall()
    for spec, (_, code, kind, currency) in zip(specs, rows, strict=True):
        if (kind, currency) != (spec.kind, spec.currency):
            raise AccountConflict(f"{code} is open as {kind} in {currency}, not as {spec.kind} in {spec.currency}")
    return [row[0] for row in rows]
