"""Take the statements of a received file in: all of them, or none."""

import hashlib
from dataclasses import dataclass, replace

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import MoneyError
from funds.bank.domain.amounts import minor_of
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.import_states import NEXT, RECEIVED
from funds.bank.domain.same_bookings import Link, Told, beside, missing_from
from funds.bank.domain.statement import Balance, Entry, Kind, Standing, Statement
from funds.bank.errors import BankError, FileRefused
from funds.bank.events import BankFileImported, BankFileRefused
from funds.bank.models import BankAccount, BankImport, BankStatement, BankTransaction
from funds.bank.reading import Read, read_import
from funds.bank.services.save_layout import save_layout


@dataclass(frozen=True)
class TakenIn:
    """What one statement would bring."""

    read: Read
    added: int

    @property
    def known(self) -> int:
        return len(self.read.statement.entries) - self.added


def import_received_file(*, brought: BankImport, mapping: CsvMapping | None = None, by: User | None) -> BankImport:
    """The finished import; a file that cannot be taken in becomes refused, its reason on the row.

    Raises BankError if it is finished already.
    """
    try:
        with transaction.atomic():
            row = _locked(brought)
            taken = take_in(row, mapping=mapping)
            if mapping is not None and row.account is not None:
                save_layout(account=row.account, mapping=mapping, by=by)
            _finish(row, taken, by)
    except FileRefused as refusal:
        return _refuse(brought, refusal, by)
    return row


def take_in(row: BankImport, *, mapping: CsvMapping | None = None) -> list[TakenIn]:
    """Write every statement that is not held yet; call it inside a transaction. Raises FileRefused."""
    found = read_import(row, mapping=mapping)
    # One import of an account at a time: what is held decides what is new.
    list(BankAccount.objects.select_for_update().filter(pk__in={one.account.pk for one in found}).order_by("pk"))
    try:
        return [TakenIn(one, _keep(row, one)) for one in found]
    except MoneyError as error:
        raise FileRefused(str(error)) from error


def _locked(brought: BankImport) -> BankImport:
    row = BankImport.objects.select_for_update(of=("self",)).select_related("account").get(pk=brought.pk)
    if (row.state, "import") not in NEXT:
        raise BankError(f"{row.name} is {row.state} already.")
    return row


def _keep(row: BankImport, read: Read) -> int:
    statement, account = read.statement, read.account
    digest = _digest(statement)
    if BankStatement.objects.filter(account=account, digest=digest).exists():
        return 0
    new = _new_entries(statement, account)
    opening, closing, tie = statement.opening, statement.closing, statement.tie
    kept = BankStatement.objects.create(
        account=account,
        brought_by=row,
        kind=statement.kind.value,
        form=statement.form,
        reference=statement.reference[:140],
        number=statement.number[:40],
        page=statement.page[:20],
        start_on=statement.start,
        end_on=statement.end or (closing.on if closing else None),
        opening_minor=_minor(opening, account),
        opening_on=opening.on if opening else None,
        closing_minor=_minor(closing, account),
        closing_on=closing.on if closing else None,
        balances=[[one.kind, f"{one.amount:f}", one.currency, one.on.isoformat()] for one in statement.balances],
        tie=tie.state.value,
        tie_difference_minor=None if tie.difference is None else minor_of(tie.difference, account.currency),
        tie_reason=tie.reason[:300],
        entries=len(statement.entries),
        entries_added=len(new),
        notes=[*statement.notes, *(f"Not understood: {one}" for one in statement.unread)],
        digest=digest,
    )
    BankTransaction.objects.bulk_create([_transaction(kept, one, account) for one in new])
    return len(new)


def _new_entries(statement: Statement, account: BankAccount) -> list[Entry]:
    """What the account does not hold yet; other pages and the statements before and after hold none of these."""
    entries = list(statement.entries)
    if not entries:
        return []
    days = [one.booked_on for one in entries]
    held = account.transactions.filter(booked_on__range=(min(days), max(days)), statement__kind=statement.kind.value)
    elsewhere = beside(_link(statement, account), [_held_link(one) for one in account.statements.all()])
    told = [
        Told(one.booked_on, one.amount_minor, one.bank_reference, _said(one.counterparty, one.text), one.form[:5])
        for one in held.exclude(statement_id__in=elsewhere)
    ]
    brought = [
        Told(
            one.booked_on, minor_of(one.amount, one.currency), one.bank_reference[:140],
            _said(one.counterparty[:200], one.text), statement.form[:5],
        )
        for one in entries
    ]  # fmt: skip
    return [entries[place] for place in missing_from(told, brought)]


def _transaction(kept: BankStatement, one: Entry, account: BankAccount) -> BankTransaction:
    final = kept.kind == Kind.STATEMENT and one.standing is Standing.BOOKED
    notes = [*one.notes, *(f"Charges: {charge}" for charge in one.charges)]
    if one.currency != account.currency:
        notes.append(f"In {one.currency}.")
    return BankTransaction(
        account=account,
        statement=kept,
        form=kept.form,
        final=final,
        standing=one.standing.value,
        booked_on=one.booked_on,
        value_on=one.value_on,
        amount_minor=minor_of(one.amount, one.currency),
        reversal=one.reversal,
        code=one.code[:60],
        bank_reference=one.bank_reference[:140],
        end_to_end_id=one.end_to_end_id[:140],
        references=list(one.references),
        counterparty=one.counterparty[:200],
        counterparty_account=one.counterparty_account[:60],
        text=one.text,
        parts=[
            {"amount": None if part.amount is None else f"{part.amount:f}", "who": part.counterparty,
             "references": list(part.references), "text": part.text}
            for part in one.parts
        ],
        notes=notes,
        place=one.place[:120],
    )  # fmt: skip


def _finish(row: BankImport, taken: list[TakenIn], by: User | None) -> None:
    statements = [one.read.statement for one in taken]
    added = sum(one.added for one in taken)
    entries = sum(len(one.entries) for one in statements)
    BankImport.objects.filter(pk=row.pk, state=RECEIVED).update(
        state=NEXT[RECEIVED, "import"],
        finished_at=clock.now(),
        finished_by=by,
        form=statements[0].form,
        statements_in_file=len(statements),
        entries_in_file=entries,
        transactions_added=added,
    )
    row.refresh_from_db()
    not_tying = sum(one.tie.state == "differs" for one in statements)
    event = BankFileImported(
        f"bank file:{row.pk}", None, row.name, row.sha256, len(statements), added, entries - added, not_tying
    )
    record(event, by=by)


@transaction.atomic
def _refuse(brought: BankImport, refusal: FileRefused, by: User | None) -> BankImport:
    row = _locked(brought)
    BankImport.objects.filter(pk=row.pk, state=RECEIVED).update(
        state=NEXT[RECEIVED, "refuse"], finished_at=clock.now(), finished_by=by, refusal=str(refusal)
    )
    row.refresh_from_db()
    record(BankFileRefused(f"bank file:{row.pk}", None, row.name, row.sha256, str(refusal)[:1000]), by=by)
    return row


def _link(statement: Statement, account: BankAccount) -> Link:
    opening, closing = statement.opening, statement.closing
    return Link(
        0, statement.number, statement.page,
        _minor(opening, account), opening.on if opening else None,
        _minor(closing, account), closing.on if closing else None,
    )  # fmt: skip


def _held_link(one: BankStatement) -> Link:
    return Link(one.pk, one.number, one.page, one.opening_minor, one.opening_on, one.closing_minor, one.closing_on)


def _minor(balance: Balance | None, account: BankAccount) -> int | None:
    """Of a balance in the account's currency; others stay in the list of balances."""
    if balance is None or balance.currency != account.currency:
        return None
    return minor_of(balance.amount, account.currency)


def _said(who: str, text: str) -> str:
    return "".join(f"{who}{text}".split()).casefold()


def _digest(statement: Statement) -> str:
    """Of all that is stated, but not where in the file it stands."""
    entries = sorted(repr(replace(one, place="")) for one in statement.entries)
    head = repr(replace(statement, entries=(), notes=(), unread=()))
    return hashlib.sha256(f"{head}{entries}".encode()).hexdigest()
