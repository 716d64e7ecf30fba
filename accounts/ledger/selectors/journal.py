"""Entries as they are read: one, a page of the journal, a page of an account with its running balance."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.ledger.domain.entries import AccountInfo, EntryLeg, Movement, RunningMovement
from accounts.ledger.errors import UnknownAccount
from accounts.ledger.models import Account, Entry, Leg
from accounts.ledger.selectors.balances import balance_history
from fidus.lib.money import Money

# The running balance counts every leg of the stretch, also those that the filters leave out.
_RUNNING = """
    with moved as (
        select e.id, s.number as seal, e.key, e.kind, e.text, e.booked_on, e.value_on, l.position, l.amount,
            sum(l.amount) over (order by l.value_on, e.id, l.position) as running
        from ledger_leg l join ledger_entry e on e.id = l.entry_id left join ledger_seal s on s.entry_id = e.id
        where l.account_id = %s and l.value_on between %s and %s and (%s::bigint is null or s.number <= %s::bigint)
    )
    select id, seal, key, kind, text, booked_on, value_on, amount, running, count(*) over ()
    from moved where (%s = '' or kind = %s) and (%s = '' or text ilike %s or key ilike %s)
    order by value_on, id, position offset %s limit %s
"""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A stretch of an account, `opening` before its first day, `closing` after its last; `count` are found in all."""

    account: AccountInfo
    opening: Money
    closing: Money
    count: int
    movements: list[RunningMovement]


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """An entry with all there is to know of it."""

    entry: int
    seal: int | None
    hash: str
    key: str
    kind: str
    text: str
    booked_on: date
    value_on: date
    recorded_at: datetime
    by: Any
    event: int | None
    reverses: int | None
    reversed_by: int | None
    legs: tuple[EntryLeg, ...]


def accounts_by_code(codes: Iterable[str]) -> dict[str, AccountInfo]:
    """The accounts that are open under these codes."""
    return {account.code: _info(account) for account in Account.objects.filter(code__in=list(codes))}


def account_info(account: int) -> AccountInfo:
    """One account; raises UnknownAccount."""
    try:
        return _info(Account.objects.get(pk=account))
    except Account.DoesNotExist:
        raise UnknownAccount(f"there is no account {account}") from None


def find_accounts(text: str, *, most: int = 20) -> list[AccountInfo]:
    """Accounts whose code or label has every word of `text`, by code."""
    found = Account.objects.order_by("code")
    for word in text.split():
        found = found.filter(Q(code__icontains=word) | Q(label__icontains=word))
    return [_info(account) for account in found[:most]]


def accounts_below(prefixes: Iterable[str]) -> list[AccountInfo]:
    """Every account whose code begins with one of `prefixes`, by code."""
    below = Q(pk__in=())
    for prefix in prefixes:
        below |= Q(code__startswith=prefix)
    return [_info(account) for account in Account.objects.filter(below).order_by("code")]


def entry_kinds() -> list[str]:
    """Every kind of entry there is."""
    return list(Entry.objects.order_by("kind").values_list("kind", flat=True).distinct())


def currencies_kept() -> list[str]:
    """The currencies of all accounts."""
    return list(Account.objects.order_by("currency").values_list("currency", flat=True).distinct())


def account_page(
    account: int,
    *,
    start: date,
    end: date,
    kind: str = "",
    text: str = "",
    known_at: int | None = None,
    offset: int = 0,
    most: int | None = None,
) -> AccountPage:
    """The account's movements valued from `start` to `end` with its balance after each; raises UnknownAccount."""
    info = account_info(account)
    before = date.fromordinal(start.toordinal() - 1)
    opening, closing = balance_history([account], dates=[before, end], known_at=known_at)[account]
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    given: list[Any] = [account, start, end, known_at, known_at, kind, kind, text, like, like, offset, most]
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, given)
        rows = cursor.fetchall()
    others = _others([row[0] for row in rows], account)
    movements = []
    for entry, seal, key, kind_, text_, booked_on, value_on, minor, running, _ in rows:
        moved = Money.from_minor(minor, info.currency)
        movement = Movement(entry, seal, key, kind_, text_, booked_on, value_on, account, moved)
        after = opening + Money.from_minor(int(running), info.currency)
        movements.append(RunningMovement(movement, after, others[entry]))
    return AccountPage(info, opening, closing, rows[0][-1] if rows else 0, movements)


def entry_details(entry: int) -> EntryDetails | None:
    """The entry, None if there is none."""
    return next(iter(_details(Entry.objects.filter(pk=entry))), None)


def journal(
    *, start: date, end: date, kind: str = "", text: str = "", account: str = "", offset: int = 0, most: int = 50
) -> tuple[list[EntryDetails], bool]:
    """Entries valued from `start` to `end`, the newest value first, and whether there are more."""
    found = Entry.objects.filter(value_on__range=(start, end))
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(text__icontains=text) | Q(key__icontains=text))
    if account:
        held = Account.objects.filter(code__startswith=account).values("pk")
        legs = Leg.objects.filter(account__in=held, value_on__range=(start, end))
        found = found.filter(pk__in=legs.values("entry"))
    page = _details(found.order_by("-value_on", "-pk")[offset : offset + most + 1])
    return page[:most], len(page) > most


def _details(entries: "QuerySet[Entry]") -> list[EntryDetails]:
    found = list(entries.select_related("seal", "by"))
    ids = [entry.pk for entry in found]
    legs: dict[int, list[EntryLeg]] = defaultdict(list)
    for leg in Leg.objects.filter(entry__in=ids).select_related("account").order_by("entry", "position"):
        legs[leg.entry_id].append(EntryLeg(leg.account_id, leg.account.code, leg.account.label, leg.money))
    reversals = dict(Entry.objects.filter(reverses__in=ids).values_list("reverses", "pk"))
    details = []
    for entry in found:
        seal = getattr(entry, "seal", None)
        details.append(
            EntryDetails(
                entry=entry.pk,
                seal=seal.number if seal else None,
                hash=bytes(seal.hash).hex() if seal else "",
                key=entry.key,
                kind=entry.kind,
                text=entry.text,
                booked_on=entry.booked_on,
                value_on=entry.value_on,
                recorded_at=entry.recorded_at,
                by=entry.by,
                event=entry.event,
                reverses=entry.reverses_id,
                reversed_by=reversals.get(entry.pk),
                legs=tuple(legs[entry.pk]),
            )
        )
    return details


def _others(entries: list[int], account: int) -> dict[int, tuple[str, ...]]:
    """The codes of the accounts on the other side of each entry."""
    codes: dict[int, tuple[str, ...]] = dict.fromkeys(entries, ())
    other = Leg.objects.filter(entry__in=entries).exclude(account=account).select_related("account")
    for leg in other.order_by("entry", "position"):
        codes[leg.entry_id] = tuple(dict.fromkeys([*codes[leg.entry_id], leg.account.code]))
    return codes


def _info(account: Account) -> AccountInfo:
    return AccountInfo(account.pk, account.code, account.kind, account.label, account.currency)
