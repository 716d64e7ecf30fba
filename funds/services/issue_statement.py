import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import Client, User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.domain.investment_states import EARNING
from funds.models import Investment, Statement
from funds.statements import archive
from funds.statements.canonical import canonical, fingerprint, substance
from funds.statements.compose import compose
from funds.statements.differences import differences
from funds.statements.errors import EarlierMonthChanged, FiguresChanged, MonthNotOver, NothingToState
from funds.statements.events import StatementCorrected, StatementIssued
from funds.statements.figures import StatementFigures
from funds.statements.gather import check_balances, gather, investments_of, seal_all
from funds.statements.letterhead import letterhead
from funds.statements.previous import closing_changed
from funds.statements.render import layout, render_pdf


@dataclass(frozen=True)
class _Ready:
    """A statement composed and typeset, before it is written down."""

    number: str
    start: date
    issued_at: datetime
    known_at: int
    text: str
    pdf: bytes
    corrects: Statement | None
    correction: str


def issue_statement(*, client: Client, month: date, by: User | None, correct: bool = False) -> Statement:
    """Issue a month's statement once; the second time the archived one is returned.

    If the ledger says otherwise by now, FiguresChanged is raised, or with `correct` a correction is issued that says
    what changed. Raises StatementRefused of several kinds; nothing is written then.
    """
    start = month.replace(day=1)
    end = start.replace(day=monthrange(start.year, start.month)[1])
    if end >= clock.today():
        raise MonthNotOver(f"{start:%B %Y} has not ended. Its statement can be issued from the day after its last.")
    latest = Statement.objects.filter(client=client, month=start).order_by("-revision").first()
    ready = _prepare(client, start, end, latest, correct=correct)
    if ready is None:
        assert latest
        return latest
    return _write_down(client, ready, by)


def _prepare(client: Client, start: date, end: date, latest: Statement | None, *, correct: bool) -> _Ready | None:
    """None if what is archived still holds."""
    investments = investments_of(client, end=end)
    if not investments:
        raise NothingToState(f"{client} had no investment by {end}: there is nothing to state.")
    _check_accrued(investments, end)
    known_at = seal_all(investments, end=end)
    facts = gather(investments, end=end, known_at=known_at)
    sheets = compose(facts, start=start, end=end)
    if not sheets:
        raise NothingToState(f"The ledger knows no money of {client} by {end}: there is nothing to state.")
    check_balances(investments, facts, end=end)
    issued_at = clock.now().replace(microsecond=0)
    revision = latest.revision + 1 if latest else 1
    number = f"{start:%Y-%m}-{client.number}" + (f"-{revision}" if latest else "")
    head = letterhead(client, number, start, end, issued_at)
    text = canonical(StatementFigures(head, known_at, sheets))
    if latest and substance(latest.figures) == substance(text):
        return None
    correction = ""
    if latest:
        correction = " ".join(differences(latest.figures, text)) or "Details of the figures changed."
        if not correct:
            raise FiguresChanged(
                f"{latest.number} was issued on {latest.issued_at:%d %b %Y}, and the ledger says otherwise now. "
                f"{correction} Issue a correction."
            )
        head = letterhead(client, number, start, end, issued_at, corrects=latest.number, correction=correction)
    if changed := closing_changed(client, start, sheets):
        raise EarlierMonthChanged(changed)
    figures = StatementFigures(head, known_at, sheets)
    pdf = render_pdf(figures, issued_at=issued_at)
    return _Ready(number, start, issued_at, known_at, canonical(figures), pdf, latest, correction)


def _check_accrued(investments: list[Investment], end: date) -> None:
    for one in investments:
        assert one.earns_from
        earning = one.state in EARNING or (one.closed_on is not None and one.closed_on > end)
        accrual = getattr(one, "accrual", None)
        if one.earns_from < end and earning and (accrual is None or accrual.accrued_through < end):
            raise MonthNotOver(
                f"The interest of {one.number} is not accrued to {end:%d %b %Y} yet. Run the accrual, then issue again."
            )


def _write_down(client: Client, ready: _Ready, by: User | None) -> Statement:
    file_sha256 = hashlib.sha256(ready.pdf).hexdigest()
    figures_sha256 = fingerprint(ready.text)
    file = f"{ready.start:%Y-%m}/{ready.number}-{file_sha256[:16]}.pdf.sealed"
    archive.keep(file, ready.pdf)
    try:
        with transaction.atomic():
            statement = Statement.objects.create(
                number=ready.number,
                client=client,
                month=ready.start,
                revision=ready.corrects.revision + 1 if ready.corrects else 1,
                corrects=ready.corrects,
                correction=ready.correction,
                issued_at=ready.issued_at,
                issued_by=by,
                known_at=ready.known_at,
                figures=ready.text,
                figures_sha256=figures_sha256,
                file=file,
                file_sha256=file_sha256,
                size=len(ready.pdf),
                layout=layout(),
            )
            facts = {
                "subject": ready.number,
                "client": client.pk,
                "month": ready.start,
                "figures_sha256": figures_sha256,
                "file_sha256": file_sha256,
                "known_at": ready.known_at,
            }
            if ready.corrects:
                corrects = ready.corrects.number
                trail.record(StatementCorrected(**facts, corrects=corrects, correction=ready.correction), by=by)
            else:
                trail.record(StatementIssued(**facts), by=by)
    except IntegrityError:
        # Somebody else issued the same statement while this one was typeset: theirs stands.
        return Statement.objects.get(number=ready.number)
    return statement
