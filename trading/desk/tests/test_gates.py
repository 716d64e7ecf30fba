"""Who may hear of orders and signals as they happen."""

import pytest

from accounts.models import User
from accounts.tests.people import a_client, member, staff
from trading.desk.gates import orders_heard_by, signals_heard_by
from trading.desk.tests.scenes import a_signal
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("role", ["trader", "back_office", "viewer", "analyst"])
def test_whoever_oversees_strategies_hears_everything(role):
    person = staff(role)
    assert orders_heard_by(person, {"1", "*"}) == {"1", "*"}
    assert signals_heard_by(person, {"1", "*"}) == {"1", "*"}


def test_developers_hear_of_their_own_signals_and_of_no_account():
    developer = a_developer()
    own, others = a_signal(a_strategy(developer)), a_signal(a_strategy())
    names = {str(own.pk), str(others.pk), "*", "x", "9" * 30, "²"}
    assert signals_heard_by(developer, names) == {str(own.pk)}
    assert orders_heard_by(developer, {"1", "*"}) == set()


def test_clients_and_people_without_a_role_hear_nothing():
    nobody = User.objects.create_user("nobody@example.test", "x", is_staff=True)
    for person in (member(a_client()), nobody):
        assert orders_heard_by(person, {"1", "*"}) == set()
        assert signals_heard_by(person, {"1", "*"}) == set()
