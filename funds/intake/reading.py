"""A run's rows, read from its sealed file."""

from funds.intake.archive import folder
from funds.intake.domain.layouts import Kind
from funds.intake.domain.rows import Reading, Row, read_rows
from funds.intake.domain.sheet import Sheet, read_sheet
from funds.intake.domain.unusable import Unusable
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeRun


def sheet_of(run: IntakeRun) -> Sheet:
    try:
        return read_sheet(folder().get(run.kept_as))
    except Unusable as error:
        raise IntakeError(str(error)) from error


def headings_of(run: IntakeRun) -> list[str]:
    return run.headings or list(sheet_of(run).headings)


def rows_of(run: IntakeRun) -> list[Row]:
    """Raises IntakeError if a column that is needed is missing."""
    reading = Reading(run.columns, run.day_order, run.decimal)
    try:
        return read_rows(Kind(run.kind), sheet_of(run), reading)
    except Unusable as error:
        raise IntakeError(str(error)) from error
