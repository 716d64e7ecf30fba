"""A file that says another rate than the one held: reported, and decided by a second person."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.rates.api import rate
from accounts.rates.approvals import contradictions_waiting
from accounts.rates.domain.contradiction_states import ContradictionAction
from accounts.rates.errors import FileRefused, IllegalState, RatesError, SecondPersonNeeded
from accounts.rates.models import Contradiction, EuroRate
from accounts.rates.services.decide_contradictions import decide_contradictions
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 30)


@pytest.fixture
def people(db):
    return staff(email="olga@example.test"), staff(email="rosa@example.test")


def bring(by=None, **rates):
    with clock.at(date(2026, 11, 2)):
        return import_rates(content=history({DAY: rates}), name="rates.csv", by=by)


def usd():
    return rate("EUR", "USD", as_of=DAY).value


def test_taken_it_replaces_the_rate_which_stays_put_aside(people):
    olga, rosa = people
    bring(USD="1.1", GBP="0.8")
    wrong = bring(olga, USD="1.2", GBP="0.8")
    assert (wrong.rates_added, wrong.contradicting, usd()) == (0, 1, Decimal("1.1"))
    assert [one.about for one in contradictions_waiting(rosa)] == ["1 in rates.csv"]
    assert contradictions_waiting(olga) == []
    decide_contradictions(rate_import=wrong, action=ContradictionAction.TAKE, reason="The bank corrected it", by=rosa)
    assert usd() == Decimal("1.2")
    assert sorted(EuroRate.objects.filter(currency="USD").values_list("value", flat=True)) == [
        Decimal("1.1"),
        Decimal("1.2"),
    ]


def test_dismissed_it_changes_nothing_and_the_same_file_again_is_no_news(people):
    olga, rosa = people
    bring(USD="1.1")
    decide_contradictions(
        rate_import=bring(olga, USD="1.2"), action=ContradictionAction.DISMISS, reason="A typing error", by=rosa
    )
    assert bring(olga, USD="1.2").contradicting == 1
    assert usd() == Decimal("1.1")
    assert Contradiction.objects.filter(state="open").count() == 0


def test_whoever_brought_the_file_does_not_decide(people):
    olga, _ = people
    bring(USD="1.1")
    wrong = bring(olga, USD="1.2")
    with pytest.raises(SecondPersonNeeded):
        decide_contradictions(rate_import=wrong, action=ContradictionAction.TAKE, reason="Because", by=olga)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        wrong.contradictions.update(state="taken", decided_by=olga, decided_at=clock.now(), reason="x")


def test_a_decision_has_a_reason_and_is_made_once(people):
    olga, rosa = people
    bring(USD="1.1")
    wrong = bring(olga, USD="1.2")
    with pytest.raises(RatesError, match="Say why"):
        decide_contradictions(rate_import=wrong, action=ContradictionAction.TAKE, reason=" ", by=rosa)
    decide_contradictions(rate_import=wrong, action=ContradictionAction.TAKE, reason="Corrected", by=rosa)
    with pytest.raises(IllegalState):
        decide_contradictions(rate_import=wrong, action=ContradictionAction.DISMISS, reason="Late", by=rosa)


def test_what_has_changed_since_is_not_overwritten(people):
    olga, rosa = people
    bring(USD="1.1")
    one, two = bring(olga, USD="1.2"), bring(olga, USD="1.3")
    decide_contradictions(rate_import=one, action=ContradictionAction.TAKE, reason="Corrected", by=rosa)
    with pytest.raises(IllegalState, match="corrected since"):
        decide_contradictions(rate_import=two, action=ContradictionAction.TAKE, reason="Corrected", by=rosa)
    assert usd() == Decimal("1.2")


def test_rates_are_never_rewritten_or_deleted(as_owner):
    bring(USD="1.1")
    for statement in ("update rates_eurorate set value = 2", "delete from rates_eurorate"):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            as_owner(statement)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither"),
        (b"\x1f\x8bnot really", "damaged"),
        (b"PK\x03\x04not really", "damaged"),
        (history({date(2026, 11, 3): {"USD": "1.1"}}), "days to come"),
        (history({DAY: {"USD": "1.1"}})[:-9], "is no rate|cells"),
    ],
)
def test_a_damaged_file_is_refused_and_takes_nothing(content, says):
    with clock.at(date(2026, 11, 2)), pytest.raises(FileRefused, match=says):
        import_rates(content=content, name="rates.csv", by=None)
    assert EuroRate.objects.count() == 0
