"""Clients: who waits for an answer, whose papers wait for a check, who was promised a word."""

from datetime import timedelta

from accounts.models import User
from compliance.domain.case_states import CaseState
from compliance.models import KycCase
from compliance.selectors import cases_waiting, documents_expiring
from crm.correspondence.models import Conversation
from crm.correspondence.selectors import waiting_for_office
from crm.selectors import follow_ups_due
from fidus.lib import clock
from fidus.navigation import address_of
from fidus.templatetags.figures import age, day, until
from fidus.today.shapes import SHOWN, WEEK, Card, Line, list_of, page_of

DAY_TO_ANSWER = timedelta(days=1)


def messages_to_answer(reader: User) -> Card | None:
    if not reader.has_perm("correspondence.write_to_client"):
        return None
    waiting = list(waiting_for_office())
    lines = [
        Line(
            conversation.client.name,
            conversation.subject,
            page_of(conversation),
            age(conversation.last_at),
            urgent=conversation.last_at < clock.now() - DAY_TO_ANSWER,
        )
        for conversation in waiting[:SHOWN]
    ]
    return Card(
        "Messages to answer",
        len(waiting),
        lines,
        "No client waits for an answer.",
        *list_of(Conversation, "Messages"),
        ("message to answer", "messages to answer"),
    )


def cases_to_check(reader: User) -> Card | None:
    if not reader.has_perm("compliance.view_kyccase"):
        return None
    cases = list(cases_waiting().exclude(state=CaseState.SUBMITTED.value))
    lines = [
        Line(case.client.name, f"{case.accepted} of {case.lines} accepted, {case.to_check} to check", page_of(case))
        for case in cases[:SHOWN]
    ]
    return Card(
        "KYC to check",
        len(cases),
        lines,
        "No papers wait for a check.",
        *list_of(KycCase, "Queue"),
        ("case to check", "cases to check"),
    )


def follow_ups(reader: User) -> Card | None:
    if not reader.has_perm("crm.view_prospect"):
        return None
    due = list(follow_ups_due(as_of=clock.today()))
    lines = [
        Line(
            prospect.name,
            prospect.follow_up_note or f"With {prospect.owner}",
            page_of(prospect),
            until(prospect.follow_up_on),
            urgent=prospect.follow_up_on < clock.today(),
        )
        for prospect in due[:SHOWN]
    ]
    pipeline = address_of("admin:crm_pipeline") or ""
    return Card(
        "Follow-ups due",
        len(due),
        lines,
        "Nobody is promised a word today.",
        pipeline,
        "Pipeline",
        ("follow-up", "follow-ups"),
    )


def papers_expiring(reader: User) -> Card | None:
    if not reader.has_perm("compliance.view_kyccase"):
        return None
    items = list(documents_expiring(as_of=clock.today()))
    lines = [
        Line(
            item.case.client.name,
            day(item.valid_until),
            page_of(item.case),
            until(item.valid_until),
            urgent=item.valid_until <= clock.today() + WEEK,
        )
        for item in items[:SHOWN]
    ]
    return Card("Papers expiring", len(items), lines, "None within thirty days.", *list_of(KycCase, "Cases"))
