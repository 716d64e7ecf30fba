"""Reading cases and documents for pages."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Client
from accounts.trail import api as trail
from compliance.domain.case_states import CaseState
from compliance.domain.checklists import Requirement, requirement
from compliance.domain.item_states import ItemState
from compliance.models import ChecklistItem, Document, KycCase

EXPIRING_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist with all its documents, newest first."""

    item: ChecklistItem
    requirement: Requirement
    documents: list[Document] = field(default_factory=list)

    @property
    def document(self) -> Document | None:
        return self.documents[0] if self.documents else None


def lines_of(case: KycCase) -> list[Line]:
    items = case.items.select_related("decided_by").prefetch_related("documents__uploaded_by")
    return [Line(item, requirement(case.client.kind, item.code), list(item.documents.all())) for item in items]


def cases() -> QuerySet[KycCase]:
    """Every case with its client and how far its checklist is (`lines`, `accepted`, `to_check`)."""
    return KycCase.objects.select_related("client", "submitted_by", "cleared_by").annotate(
        lines=Count("items"),
        accepted=Count("items", filter=Q(items__state=ItemState.ACCEPTED.value)),
        to_check=Count("items", filter=Q(items__state=ItemState.PROVIDED.value)),
    )


def cases_waiting() -> QuerySet[KycCase]:
    """Cases the office must act on, oldest first: lines to check, all lines accepted, or a second person asked for."""
    collecting = Q(state=CaseState.COLLECTING.value) & (Q(to_check__gt=0) | Q(accepted=F("lines")))
    return cases().filter(Q(state=CaseState.SUBMITTED.value) | collecting).order_by("opened_at", "pk")


def waiting_for(found: QuerySet[KycCase], whom: str) -> QuerySet[KycCase]:
    """Those of `found` that wait for the `office` or for the `client`."""
    ours = cases_waiting().order_by().values("pk")
    if whom == "office":
        return found.filter(pk__in=ours)
    return found.filter(state=CaseState.COLLECTING.value).exclude(pk__in=ours)


def documents_expiring(*, as_of: date, within: timedelta = EXPIRING_WITHIN) -> QuerySet[ChecklistItem]:
    """Identity documents of cleared clients that have expired or will within the span, soonest first."""
    return (
        ChecklistItem.objects.filter(case__state=CaseState.CLEARED.value, valid_until__lt=as_of + within)
        .select_related("case__client")
        .order_by("valid_until", "pk")
    )


def cases_of(clients: QuerySet[Client]) -> QuerySet[KycCase]:
    return KycCase.objects.filter(client__in=clients).select_related("client").order_by("client__number")


def documents_missing(client: Client) -> int:
    """How many lines of the client's checklist wait for the client: nothing provided yet, or refused."""
    waiting = (ItemState.OPEN.value, ItemState.REFUSED.value)
    return ChecklistItem.objects.filter(case__client=client, state__in=waiting).count()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a case as a person reads it."""

    what: str
    who: str
    at: datetime
    why: str = ""


_SENTENCES = {
    "CaseOpened": "Case opened",
    "DocumentAdded": "{title}: version {version} received",
    "OfficeDeclared": "Public office and sanctions declared",
    "ItemAccepted": "{title} accepted",
    "ItemRefused": "{title} refused",
    "CaseSubmitted": "Handed to a second person, {risk} risk",
    "CaseCleared": "Case cleared",
    "CaseRejected": "Case rejected",
    "CaseReopened": "Opened again",
}


def history(case: KycCase) -> list[Happening]:
    """What happened to the case, newest first; who read which document stands in the audit trail."""
    happened = []
    for event in trail.events_about(subject=case.reference, kinds=tuple(_SENTENCES)):
        known = dict(event.data)
        if "item" in known:
            known["title"] = requirement(case.client.kind, str(known["item"])).title
        what = _SENTENCES[event.kind].format(**known)
        happened.append(
            Happening(what, event.actor_label.partition(" <")[0], event.recorded_at, str(known.get("reason", "")))
        )
    return happened
