"""Take the list of who may log in out of the house."""

from collections.abc import Sequence

from django.db import transaction

from accounts.login.events import AccessListTaken
from accounts.login.selectors import Access
from accounts.models import User
from accounts.trail.api import record
from fidus.lib.spreadsheet import Cell, as_csv, as_xlsx

HEAD = (
    "E-mail", "Name", "State", "Staff", "Roles", "Clients", "Second steps", "Given by", "Last login (UTC)",
    "Reviewed on", "Reviewed by", "Verdict", "Note", "To look at",
)  # fmt: skip


@transaction.atomic
def take_access_list(lines: Sequence[Access], *, form: str, by: User) -> bytes:
    """The list as `form` ("csv" or "xlsx"); that it was taken out is itself an event."""
    rows = [_row(line) for line in lines]
    record(AccessListTaken(subject="access", client=None, form=form, logins=len(rows)), by=by)
    return as_csv(HEAD, rows) if form == "csv" else as_xlsx("Access", HEAD, rows)


def _row(line: Access) -> list[Cell]:
    review = line.review
    return [
        line.user.email,
        line.user.get_full_name(),
        line.state,
        "yes" if line.staff else "",
        ", ".join(line.roles),
        ", ".join(line.clients),
        ", ".join(line.factors),
        line.invited_by,
        f"{line.last_login:%Y-%m-%d %H:%M}" if line.last_login else "",
        review.reviewed_at.date() if review else None,
        str(review.reviewed_by) if review else "",
        review.get_verdict_display() if review else "",
        review.note if review else "",
        line.wants_attention,
    ]
