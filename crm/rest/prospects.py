"""Prospects over the API: added, changed, moved along the pipeline, won and lost."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from accounts.models.client import ClientKind
from crm.domain.prospect_states import ProspectAction
from crm.models import Prospect, ProspectNote
from crm.models.prospect import ProspectSource
from crm.selectors import Column, board
from crm.services.add_prospect import add_prospect
from crm.services.change_prospect import change_prospect
from crm.services.lose_prospect import lose_prospect
from crm.services.move_prospect import move_prospect
from crm.services.note_prospect import note_prospect
from crm.services.win_prospect import win_prospect
from fidus.lib.money import MINOR_UNITS, Money

WORK = "crm.work_on_prospect"
# Winning and losing are operations of their own.
_MOVES = [(move.value, move.value) for move in ProspectAction if move not in (ProspectAction.WIN, ProspectAction.LOSE)]


class ProspectRecord(Record):
    """Somebody the firm talks to, and what they may bring."""

    number = serializers.CharField(source="reference")
    expected = MoneyField(allow_null=True)
    owner = Person()
    client = serializers.CharField(source="client.number", default=None, allow_null=True, help_text="Once won.")
    stage_since = serializers.DateTimeField()

    class Meta:
        model = Prospect
        fields = (
            "id", "number", "name", "kind", "email", "phone", "country", "source", "expected", "currency", "interest",
            "owner", "state", "stage_since", "lead_at", "negotiation_at", "won_at", "lost_at", "lost_because",
            "follow_up_on", "follow_up_note", "client",
        )  # fmt: skip


class NoteRecord(Record):
    """What was said or done."""

    written_by = Person()

    class Meta:
        model = ProspectNote
        fields = ("id", "text", "written_at", "written_by")


class Details(Order):
    """What is known of a prospect; what is left out stays as it is."""

    name = serializers.CharField(max_length=200, required=False)
    kind = serializers.ChoiceField(ClientKind.choices, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    country = serializers.RegexField(r"^([A-Za-z]{2})?$", allow_blank=True, required=False, help_text="As CH.")
    source = serializers.ChoiceField(ProspectSource.choices, required=False)
    expected = MoneyField(allow_null=True, required=False, help_text="What they may bring.")
    currency = serializers.ChoiceField(
        sorted(MINOR_UNITS), required=False, help_text="While nobody knows how much is expected."
    )
    interest = serializers.CharField(max_length=200, allow_blank=True, required=False, help_text="Which products.")
    owner = Known(
        queryset=User.objects.filter(is_staff=True, is_active=True), slug_field="email", required=False,
        help_text="Who of the firm looks after them, by e-mail.",
    )  # fmt: skip
    follow_up_on = serializers.DateField(allow_null=True, required=False)
    follow_up_note = serializers.CharField(max_length=200, allow_blank=True, required=False)

    def validate_country(self, country: str) -> str:
        return country.upper()

    def validate_email(self, email: str) -> str:
        return email.lower()


class NewProspect(Details):
    """A prospect to add; whoever adds one looks after them unless told."""

    name = serializers.CharField(max_length=200)


class Move(Order):
    """Where to on the pipeline."""

    action = serializers.ChoiceField(_MOVES)


class Loss(Order):
    """Why they will not come."""

    reason = serializers.CharField(max_length=2000, help_text="In their words, if you can.")


class NewNote(Order):
    """What was said or done, and when to speak again; no day means that nothing is due."""

    text = serializers.CharField(max_length=4000)
    follow_up_on = serializers.DateField(allow_null=True, default=None)
    follow_up_note = serializers.CharField(max_length=200, allow_blank=True, default="")


class StageFigures(Figures):
    """One stage of the pipeline."""

    state = serializers.CharField()
    count = serializers.IntegerField()
    expected = serializers.ListField(child=MoneyField(), help_text="One sum for each currency.")


class Prospects(Records):
    """The pipeline: lead, negotiation, then won or lost."""

    kind = "prospects"
    permission = "crm.view_prospect"
    queryset = Prospect.objects.select_related("owner", "client")
    serializer_class = ProspectRecord
    filterset_fields = {
        "state": ["exact"], "owner__email": ["exact"], "source": ["exact"], "kind": ["exact"], "name": ["icontains"],
        "email": ["exact"], "follow_up_on": ["gte", "lte"], "lead_at": ["gte", "lt"],
    }  # fmt: skip

    @look(gives=StageFigures, many=True, detail=False)
    def pipeline(self, *, by: User) -> list[Column]:
        """How many stand where, and what they may bring."""
        return board()

    @look(gives=NoteRecord, many=True)
    def notes(self, prospect: Prospect, *, by: User) -> list[ProspectNote]:
        """What was said and done, the newest first."""
        return list(prospect.notes.select_related("written_by"))

    @operation(permission=WORK, takes=NewProspect)
    def create(self, *, by: User, owner: User | None = None, **given: Any) -> Prospect:
        """Begin with a lead."""
        return add_prospect(owner=owner or by, by=by, **given)

    @operation(permission=WORK, takes=Details)
    def change(self, prospect: Prospect, *, by: User, **given: Any) -> Prospect:
        """Correct what is known, until the prospect is a client."""
        return change_prospect(prospect=prospect, by=by, **_columns(given))

    @operation(permission=WORK, takes=Move)
    def move(self, prospect: Prospect, *, by: User, action: str) -> Prospect:
        """Between lead and negotiation, and back from lost."""
        return move_prospect(prospect=prospect, action=ProspectAction(action), by=by)

    @operation(permission=WORK, takes=NewNote, gives=NoteRecord)
    def note(self, prospect: Prospect, *, by: User, **given: Any) -> ProspectNote:
        """Write down what was said or done."""
        return note_prospect(prospect=prospect, by=by, **given)

    @operation(permission=WORK, takes=Loss)
    def lose(self, prospect: Prospect, *, by: User, reason: str) -> Prospect:
        """They will not come."""
        return lose_prospect(prospect=prospect, reason=reason, by=by)

    @operation(permission="crm.win_prospect")
    def win(self, prospect: Prospect, *, by: User) -> Prospect:
        """The prospect becomes a client, with a KYC case and an invitation; a second time gives the same client."""
        return win_prospect(prospect=prospect, by=by)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Expected money as the two columns that hold it; an amount says its currency itself."""
    if "expected" not in given:
        return given
    expected: Money | None = given.pop("expected")
    if expected is None:
        return {**given, "expected_amount": None}
    return {**given, "expected_amount": expected.amount, "currency": expected.currency}
