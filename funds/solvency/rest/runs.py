"""Runs of the simulation of solvency over the API, and the transfers they suggest."""

from datetime import date
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from fidus.lib.money import Money
from funds.models import InterestMode, Product
from funds.rest.products import ShareField
from funds.solvency.domain.parameters import LEAST_PATHS, MOST_PATHS, BadParameters, Parameters
from funds.solvency.domain.suggestion_states import Decision
from funds.solvency.errors import SolvencyRefused
from funds.solvency.models import SolvencyRun, TransferSuggestion
from funds.solvency.services.ask_what_if import ask_what_if
from funds.solvency.services.cancel_solvency_run import cancel_solvency_run
from funds.solvency.services.decide_suggestion import decide_suggestion
from funds.solvency.services.reproduce_solvency_run import reproduce_solvency_run
from funds.solvency.services.start_solvency_run import start_solvency_run

USUAL = Parameters()
# The answer names investments and accounts: whoever may not see those may not see it.
_SEES = ("funds.view_investment",)


class SolvencyRunRecord(Record):
    """One run; `chance` is that all is paid at the worst window, null before it is finished."""

    parameters = serializers.DictField(child=serializers.FloatField())
    notes = serializers.ListField(child=serializers.CharField(), help_text="What could not be counted.")
    chance = serializers.FloatField(allow_null=True)
    started_by = Person()
    ended_by = Person()

    class Meta:
        model = SolvencyRun
        fields = (
            "id", "purpose", "as_of", "currency", "state", "paths_done", "chance", "parameters", "notes", "beside",
            "started_at", "started_by", "ended_at", "ended_by", "reason", "inputs_sha256", "result_sha256",
        )  # fmt: skip


class AnswerFigures(Figures):
    """All that a finished run found; docs/solvency.md explains the figures."""

    result = serializers.DictField()


class SameFigures(Figures):
    """Whether the kept inputs gave the kept figures again, to the last bit."""

    equal = serializers.BooleanField()


class TransferSuggestionRecord(Record):
    """A transfer that a run suggests; FIDUS moves no money between accounts, a person orders it elsewhere."""

    amount = MoneyField()
    decided_by = Person()

    class Meta:
        model = TransferSuggestion
        fields = (
            "id", "run", "source", "source_name", "target", "target_name", "amount", "why", "state", "decided_by",
            "decided_at", "reason",
        )  # fmt: skip


class NewSolvencyRun(Order):
    """The assumptions of a run; every one has the house's usual value."""

    seed = serializers.IntegerField(min_value=0, max_value=2**53, default=USUAL.seed)
    paths = serializers.IntegerField(min_value=LEAST_PATHS, max_value=MOST_PATHS, default=USUAL.paths)
    horizon_months = serializers.IntegerField(min_value=1, max_value=24, default=USUAL.horizon_months)
    redeemed_share = serializers.FloatField(min_value=0, max_value=1, default=USUAL.redeemed_share)
    block_days = serializers.IntegerField(min_value=0, max_value=120, default=USUAL.block_days)
    drawdown = serializers.FloatField(min_value=0, max_value=1, default=USUAL.drawdown)
    least_transfer = serializers.IntegerField(min_value=100, max_value=10**12, default=USUAL.least_transfer)
    frozen_months = serializers.IntegerField(min_value=1, max_value=24, default=USUAL.frozen_months)


class WhatIf(Order):
    """A subscription that is tried on the facts of a finished run."""

    amount = MoneyField()
    product = Known(queryset=Product.objects.filter(closed_on=None), slug_field="code")
    on = serializers.DateField(help_text="The day the money comes.")
    interest_mode = serializers.ChoiceField(InterestMode.choices)
    account = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="The key of an account of the answer; empty: the bank."
    )
    agreed_rate = ShareField(allow_null=True, default=None)


class Taking(Order):
    """What became of it."""

    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class Dismissing(Order):
    """Why it is dismissed."""

    reason = serializers.CharField(max_length=500)


class SolvencyRuns(Records):
    """Runs of the simulation: started, looked at until they are finished, cancelled."""

    kind = "solvency"
    permission = "solvency.view_solvencyrun"
    besides = _SEES
    queryset = SolvencyRun.objects.defer("inputs").select_related("started_by", "ended_by")
    serializer_class = SolvencyRunRecord
    filterset_fields = {"state": ["exact"], "purpose": ["exact"], "as_of": ["gte", "lte"]}

    def complete(self, rows: Any) -> None:
        for run in rows:
            run.chance = min(one["chance"] for one in run.result["windows"]) if run.result else None

    @operation(permission="solvency.run_solvency", takes=NewSolvencyRun, expensive=True)
    def create(self, *, by: User, **given: Any) -> SolvencyRun:
        """Start a run on the firm as it stands now."""
        try:
            parameters = Parameters(**given)
        except BadParameters as error:
            raise serializers.ValidationError(str(error)) from error
        return start_solvency_run(parameters=parameters, by=by)

    @operation(permission="solvency.run_solvency")
    def cancel(self, run: SolvencyRun, *, by: User) -> SolvencyRun:
        """Stop it."""
        return cancel_solvency_run(run=run, by=by)

    @operation(permission="solvency.run_solvency", takes=WhatIf, expensive=True)
    def what_if(self, run: SolvencyRun, *, by: User, amount: Money, on: date, **given: Any) -> SolvencyRun:
        """Try a subscription on the facts of a finished run; the answer is the run that tries it."""
        rate: Decimal | None = given.pop("agreed_rate")
        return ask_what_if(run=run, amount=amount, on=on, agreed_rate=rate, by=by, **given)

    @operation(permission="solvency.run_solvency", gives=SameFigures, expensive=True)
    def reproduce(self, run: SolvencyRun, *, by: User) -> dict[str, bool]:
        """Do it again from its kept inputs, and compare to the last bit."""
        return {"equal": reproduce_solvency_run(run=run, by=by)}

    @look(gives=AnswerFigures)
    def answer(self, run: SolvencyRun, *, by: User) -> SolvencyRun:
        """Windows, stress cases, accounts and the fan of outcomes."""
        if run.result is None:
            raise SolvencyRefused(f"{run} is {run.state}; there is no answer.")
        return run


class Suggestions(Records):
    """Transfers that runs suggest; a person says what became of them."""

    kind = "solvency"
    permission = "solvency.view_transfersuggestion"
    queryset = TransferSuggestion.objects.select_related("decided_by")
    serializer_class = TransferSuggestionRecord
    filterset_fields = {"run": ["exact"], "state": ["exact"], "currency": ["exact"]}

    @operation(permission="solvency.decide_suggestion", takes=Taking)
    def take(self, suggestion: TransferSuggestion, *, by: User, reason: str) -> TransferSuggestion:
        """Say that the transfer is ordered."""
        return decide_suggestion(suggestion=suggestion, decision=Decision.TAKE, reason=reason, by=by)

    @operation(permission="solvency.decide_suggestion", takes=Dismissing)
    def dismiss(self, suggestion: TransferSuggestion, *, by: User, reason: str) -> TransferSuggestion:
        """Dismiss it."""
        return decide_suggestion(suggestion=suggestion, decision=Decision.DISMISS, reason=reason, by=by)
