"""A client's KYC case and its checklist; written by services only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Client
from compliance.domain import case_states, checklists, item_states, risk
from compliance.domain.case_states import CaseAction, CaseState
from compliance.domain.item_states import ItemAction, ItemState
from compliance.errors import NotNow
from fidus.lib.money import Money

_STATES = [(state.value, state.value.capitalize()) for state in CaseState]
_ITEM_STATES = [(state.value, state.value.capitalize()) for state in ItemState]
_PERSON = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class KycCase(models.Model):
    """May this client invest? One case a client, reopened when something changes; its past is in the trail."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="kyc_case")
    state = models.CharField(max_length=10, choices=_STATES, default=CaseState.COLLECTING.value)
    opened_at = models.DateTimeField()
    expected_amount = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    expected_currency = models.CharField(max_length=3, blank=True)
    pep_declared = models.BooleanField("public office declared", null=True, blank=True)
    pep_explanation = models.TextField(blank=True)

    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    # Who accepted every line alone, so that the database too can keep them from clearing.
    sole_checker = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    risk_at_submission = models.JSONField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    rejected_because = models.TextField(blank=True)

    class Meta:
        verbose_name = "KYC case"
        ordering = ["-opened_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("work_on_case", "Open KYC cases, add documents, check items, submit"),
            ("clear_case", "Clear or reject a KYC case that somebody else submitted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CaseState]), name="kyc_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.SUBMITTED.value, CaseState.CLEARED.value])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="kyc_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLEARED.value, cleared_at__isnull=False, cleared_by__isnull=False)
                | (~Q(state=CaseState.CLEARED.value) & Q(cleared_at__isnull=True, cleared_by__isnull=True)),
                name="kyc_cleared_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | ~Q(cleared_by=F("submitted_by")),
                name="kyc_cleared_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | Q(sole_checker__isnull=True) | ~Q(cleared_by=F("sole_checker")),
                name="kyc_not_cleared_by_the_only_checker",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.REJECTED.value) | (Q(rejected_by__isnull=False) & ~Q(rejected_because="")),
                name="kyc_rejected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.client}"

    @property
    def reference(self) -> str:
        return f"CASE-{self.pk:04d}"

    @property
    def expected(self) -> Money | None:
        return None if self.expected_amount is None else Money.of(self.expected_amount, self.expected_currency)

    def move(self, action: CaseAction, **changes: object) -> None:
        """Change state, only from the state this object was read in; raises NotNow."""
        new = case_states.after(self.state, action)
        if new is None:
            raise NotNow(f"{self.reference} is {self.state}; it cannot be changed by “{action}” now.")
        moved = KycCase.objects.filter(pk=self.pk, state=self.state).update(state=new, **changes)
        if moved != 1:
            raise NotNow(f"{self.reference} was changed by somebody else a moment ago. Look at it again.")
        self.refresh_from_db()

    def risk(self) -> risk.Risk:
        """The rating as of now, from what is known now."""
        return risk.rate(
            kind=self.client.kind,
            country=self.client.country,
            pep_declared=self.pep_declared,
            amount=self.expected.amount if self.expected else None,
            currency=self.expected_currency or "USD",
        )


class ChecklistItem(models.Model):
    """One line of a case's checklist and the decision about it."""

    case = models.ForeignKey(KycCase, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=_ITEM_STATES, default=ItemState.OPEN.value)
    provided_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    reason = models.TextField(blank=True, help_text="Why it was refused; the client reads it.")
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["case", "position"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="one_line_a_requirement"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ItemState]), name="checklist_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ItemState.ACCEPTED.value, ItemState.REFUSED.value])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="checklist_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.REFUSED.value) | ~Q(reason=""), name="checklist_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.ACCEPTED.value, code__in=["identity", "directors"])
                | Q(valid_until__isnull=False),
                name="checklist_identity_accepted_with_its_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement.title} of {self.case.reference}"

    def move(self, action: ItemAction, **changes: object) -> None:
        """Change state, only from the state this object was read in; raises NotNow."""
        new = item_states.after(self.state, action)
        if new is None:
            raise NotNow(f"{self.requirement.title} is {self.state}; it cannot be changed by “{action}” now.")
        moved = ChecklistItem.objects.filter(pk=self.pk, state=self.state).update(state=new, **changes)
        if moved != 1:
            raise NotNow(f"{self.requirement.title} was changed by somebody else a moment ago. Look at it again.")
        self.refresh_from_db(fields=["state", *changes])

    @property
    def requirement(self) -> checklists.Requirement:
        return checklists.requirement(self.case.client.kind, self.code)
