from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from funds.models import Statement
from funds.statements import archive
from funds.statements.canonical import canonical, letterhead_of
from funds.statements.compose import compose
from funds.statements.differences import differences
from funds.statements.events import StatementReproduced
from funds.statements.figures import FiguresDoNotAddUp, StatementFigures
from funds.statements.gather import gather, investments_of, paid_out_then
from funds.statements.render import layout, render_pdf


@dataclass(frozen=True)
class Reproduction:
    """What came out when a statement was made again from the ledger as known then.

    With another layout (templates, typeface or engine changed since) only the figures can be equal.
    """

    figures: str
    pdf: bytes
    figures_equal: bool
    file_equal: bool
    same_layout: bool
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return self.figures_equal and (self.file_equal or not self.same_layout)


def reproduce_statement(statement: Statement, *, by: User | None) -> Reproduction:
    """Make a statement again; raises ArchiveDamaged if the archived file is not the one issued."""
    archived = archive.fetch(statement.file, sha256=statement.file_sha256)
    same_layout = layout() == statement.layout
    try:
        figures = _as_known_then(statement)
    except FiguresDoNotAddUp as wrong:
        # The ledger was tampered with: that is an answer, not an accident.
        result = Reproduction("", b"", False, False, same_layout, (f"It gives no statement at all: {wrong}.",))
    else:
        text, pdf = canonical(figures), render_pdf(figures, issued_at=statement.issued_at)
        found = tuple(differences(statement.figures, text))
        result = Reproduction(text, pdf, text == statement.figures, pdf == archived, same_layout, found)
    with transaction.atomic():
        event = StatementReproduced(
            subject=statement.number,
            client=statement.client_id,
            figures_equal=result.figures_equal,
            file_equal=result.file_equal,
        )
        trail.record(event, by=by)
    return result


def _as_known_then(statement: Statement) -> StatementFigures:
    head = letterhead_of(statement.figures)
    investments = investments_of(statement.client, end=head.end)
    then = paid_out_then(statement.figures)
    facts = gather(investments, end=head.end, known_at=statement.known_at, paid_out_then=then)
    return StatementFigures(head, statement.known_at, compose(facts, start=head.start, end=head.end))
