"""Requests that a closed month be opened again, and the second person's decision."""

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.books.domain.reopening_states import ReopeningState
from accounts.books.errors import BooksError
from accounts.books.forms import ReasonForm
from accounts.books.models import Reopening
from accounts.books.services.refuse_reopening import refuse_reopening
from accounts.books.services.reopen_month import reopen_month
from accounts.books.services.withdraw_reopening import withdraw_reopening
from accounts.models import User
from fidus.templatetags.figures import day
from fidus.templatetags.parts import badge

_LOOKS = {"asked": "waiting", "approved": "passed", "refused": "failed", "withdrawn": "closed"}


def _asked(reopening: Reopening) -> bool:
    return reopening.state == ReopeningState.ASKED.value


def _approved(reopening: Reopening, by: User) -> Reopening:
    reopen_month(reopening=reopening, by=by)
    return reopening


@admin.register(Reopening)
class ReopeningAdmin(DeedsAdmin):
    list_display = ["of_month", "opens", "reason", "standing", "asked_by", "decided_by"]
    list_filter = ["state"]
    search_fields = ["reason"]
    list_select_related = ["asked_by", "decided_by"]
    refusals = (BooksError,)
    deeds = (
        Deed(
            name="approve",
            label="Open again",
            explain="Entries can be booked into these months again, and each has to be checked and closed anew. "
            "Seals, entries and issued statements stay as they are. Who asked, and who closed one of them, does not "
            "approve.",
            done="The month is open again.",
            permission="books.reopen_books",
            perform=lambda reopening, given, by: _approved(reopening, by),
            possible=_asked,
        ),
        Deed(
            name="refuse",
            label="Refuse",
            explain="The books stay closed; whoever asked reads why.",
            done="Refused; the books stay closed.",
            permission="books.reopen_books",
            perform=lambda reopening, given, by: refuse_reopening(reopening=reopening, by=by, **given),
            form=ReasonForm,
            possible=_asked,
        ),
        Deed(
            name="withdraw",
            label="Withdraw",
            explain="Only who asked takes it back.",
            done="Withdrawn; the books stay closed.",
            permission="books.ask_to_reopen",
            perform=lambda reopening, given, by: withdraw_reopening(reopening=reopening, by=by),
            possible=_asked,
        ),
    )

    fields = ["of_month", "opens", "reason", "standing", "asked_by", "asked_at", "decided_by", "decided_at", "refusal"]
    readonly_fields = fields

    def facts_of(self, thing: Reopening) -> tuple[tuple[str, str], ...]:
        return (
            ("Opens", self.opens(thing)),
            ("Closed until", day(thing.until)),
            ("Reason", thing.reason),
            ("Asked by", str(thing.asked_by)),
        )

    @admin.display(description="month", ordering="month")
    def of_month(self, reopening: Reopening) -> str:
        return str(reopening)

    @admin.display(description="opens")
    def opens(self, reopening: Reopening) -> str:
        """Every month it speaks of, by name: closed books have no holes."""
        return ", ".join(f"{month:%B %Y}" for month in reopening.months)

    @admin.display(description="state", ordering="state")
    def standing(self, reopening: Reopening) -> SafeString:
        return badge(_LOOKS[reopening.state], reopening.get_state_display())
