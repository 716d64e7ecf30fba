"""Clients' words where their interest goes, over the API; clients look, and give them in the portal alone."""

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from fidus.lib.money import MINOR_UNITS
from funds.wallets.models import Destination, InterestInstruction
from funds.wallets.rest.destinations import Why
from funds.wallets.services.confirm_instruction import confirm_instruction
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.services.refuse_instruction import refuse_instruction
from funds.wallets.services.stop_instruction import stop_instruction


class InterestInstructionRecord(Record):
    """Where interest of a currency goes; never changed, another word is another row."""

    client = serializers.CharField(source="client.number")
    destination_name = serializers.CharField(source="destination.__str__")
    proposed_by = Person()
    confirmed_by = Person()
    ended_by = Person()

    class Meta:
        model = InterestInstruction
        fields = (
            "id", "client", "currency", "destination", "destination_name", "state", "usable_from", "reason",
            "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "ended_by", "ended_at",
        )  # fmt: skip
        office = ("proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "ended_by", "ended_at")


class NewInstruction(Order):
    """A client's word to propose; another person confirms it."""

    client = Known(queryset=Client.objects.all(), slug_field="number")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    destination = Known(queryset=Destination.objects.all(), slug_field="id", help_text="One of the same client's.")


class InstructionFilter(Narrowing):
    client = CharFilter(field_name="client__number")

    class Meta:
        model = InterestInstruction
        fields = {"state": ["exact"], "currency": ["exact"], "destination": ["exact"]}


class InterestInstructions(Records):
    """Where clients' interest goes: proposed by one, confirmed by another, in force after a cooling-off."""

    kind = "wallets"
    permission = "wallets.view_interestinstruction"
    queryset = InterestInstruction.objects.select_related(
        "client", "destination", "proposed_by", "confirmed_by", "ended_by"
    )
    serializer_class = InterestInstructionRecord
    filterset_class = InstructionFilter

    def of_clients(self, rows, clients):
        # The portal shows what stands, what is under way and what was refused; not what was stopped.
        return rows.filter(client__in=clients).exclude(state=InterestInstruction.State.STOPPED.value)

    @operation(permission="wallets.propose_destination", takes=NewInstruction)
    def create(self, *, by: User, client: Client, currency: str, destination: Destination) -> InterestInstruction:
        """Propose where a client's interest goes."""
        return propose_instruction(client=client, currency=currency, destination=destination, by=by)

    @operation(permission="wallets.confirm_destination")
    def confirm(self, instruction: InterestInstruction, *, by: User) -> InterestInstruction:
        """Confirm it, as another person than who proposed it; the cooling-off begins."""
        return confirm_instruction(instruction=instruction, by=by)

    @operation(permission="wallets.confirm_destination", takes=Why)
    def refuse(self, instruction: InterestInstruction, *, by: User, reason: str) -> InterestInstruction:
        """Refuse it."""
        return refuse_instruction(instruction=instruction, reason=reason, by=by)

    @operation(permission="wallets.propose_destination", takes=Why)
    def stop(self, instruction: InterestInstruction, *, by: User, reason: str) -> InterestInstruction:
        """Stop it before it is in force, by one person alone."""
        return stop_instruction(instruction=instruction, reason=reason, by=by)
