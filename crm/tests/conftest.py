"""People of the office and prospects."""

import pytest

from accounts.models import User
from crm.domain.prospect_states import ProspectAction
from crm.models import Prospect
from crm.services.add_prospect import add_prospect
from crm.services.move_prospect import move_prospect
from fidus.lib.money import Money

SELLER = ("crm.view_prospect", "crm.work_on_prospect", "crm.win_prospect")


def person(name: str, *permissions: str) -> User:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user(
        f"{name.lower()}@example.com", "a long password", first_name=name, last_name="Example", is_staff=True
    )
    for permission in permissions:
        label, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return user


@pytest.fixture
def sela(db) -> User:
    return person("Sela", *SELLER)


def a_prospect(owner: User, name: str = "Ada Example", amount: str = "250000.00", **fields: object) -> Prospect:
    known = {"email": f"{name.split()[0].lower()}@prospects.example", "country": "CH", **fields}
    expected = Money.of(amount, known.pop("currency", "USD")) if amount else None
    return add_prospect(name=name, owner=owner, expected=expected, by=owner, **known)


def in_negotiation(owner: User, **fields: object) -> Prospect:
    return move_prospect(prospect=a_prospect(owner, **fields), action=ProspectAction.NEGOTIATE, by=owner)
