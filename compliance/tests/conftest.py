"""People, cases and a vault of the test's own."""

from datetime import date
from io import BytesIO

import pytest

from accounts.models import Client, ClientMembership, User
from compliance.models import KycCase
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item
from compliance.services.declare_office import declare_office
from compliance.services.open_case import open_case
from compliance.services.submit_case import submit_case
from compliance.tests.files import a_pdf
from fidus.lib import clock

# Later than any day on which this is run.
VALID = date(2999, 5, 2)


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    """Documents of tests lie in the test's own folder."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path


def person(name: str, *permissions: str, staff: bool = True) -> User:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user(
        f"{name.lower()}@example.com", "a long password", first_name=name, last_name="Example", is_staff=staff
    )
    for permission in permissions:
        label, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return user


OFFICER = ("compliance.view_kyccase", "compliance.work_on_case", "compliance.clear_case")


@pytest.fixture
def mina(db) -> User:
    return person("Mina", *OFFICER)


@pytest.fixture
def otto(db) -> User:
    return person("Otto", *OFFICER)


def a_client(number: str = "100999", kind: str = "person", **fields: object) -> Client:
    known = {"name": "Ada Example", "country": "CH", "opened_at": clock.now(), **fields}
    return Client.objects.create(number=number, kind=kind, **known)


def member(client: Client, name: str = "Ada") -> User:
    user = person(name, staff=False)
    ClientMembership.objects.create(client=client, user=user, since=clock.now())
    return user


@pytest.fixture
def client_ada(db) -> Client:
    return a_client()


@pytest.fixture
def case(client_ada) -> KycCase:
    return open_case(client=client_ada, by=None)


def provide_everything(case: KycCase) -> None:
    for item in case.items.exclude(code="declaration"):
        add_document(item=item, file=BytesIO(a_pdf(catalog=item.code.encode())), name=f"{item.code}.pdf", by=None)
    declare_office(case=case, declared=False, by=None)


def accept_everything(case: KycCase, by: User) -> None:
    for item in case.items.filter(state="provided"):
        accept_item(item=item, by=by, valid_until=VALID)


def submitted(case: KycCase, by: User, checked_by: User | None = None) -> KycCase:
    provide_everything(case)
    accept_everything(case, checked_by or by)
    return submit_case(case=case, by=by)
