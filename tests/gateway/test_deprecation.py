"""What is on its way out says so, is described so, and is counted, shown on a resource of the tests' own."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client as Browser
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.routers import SimpleRouter

from accounts.gateway.domain.deprecation import NOTICE, Deprecation
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records, operation
from accounts.gateway.services.make_key import make_key
from accounts.gateway.tests.callers import Caller
from accounts.models import Client
from accounts.tests.people import a_client, member, staff
from fidus import urls as site_urls
from fidus.lib import clock
from tests.gateway.test_limits import counted  # noqa: F401  a fixture

LATE = Deprecation(date(2026, 11, 1), date(2027, 11, 1), "read `name`.")
SOON = Deprecation(date(2026, 11, 1), date(2027, 6, 1), "call `new-way`.")


class PersonRecord(Record):
    class Meta:
        model = Client
        fields = ("number", "name", "phone")
        deprecated = {"phone": LATE}


class NameRecord(Record):
    class Meta:
        model = Client
        fields = ("number", "name")


class People(Records):
    """Clients, as the tests show them."""

    kind = "clients"
    permission = "accounts.view_client"
    queryset = Client.objects.all()
    serializer_class = PersonRecord
    lookup_field = "number"

    @operation(permission="accounts.view_client", gives=NameRecord, deprecated=SOON)
    def old_way(self, person, *, by):
        """As it was done."""
        return person

    @operation(permission="accounts.view_client", gives=NameRecord)
    def new_way(self, person, *, by):
        """As it is done."""
        return person

    @look(gives=NameRecord, deprecated=SOON)
    def short(self, person, *, by):
        """As it was looked at."""
        return person


class Gone(Records):
    """All of it is on its way out."""

    kind = "clients"
    permission = "accounts.view_client"
    deprecated = LATE
    queryset = Client.objects.all()
    serializer_class = NameRecord


router = SimpleRouter(trailing_slash=False)
router.register("people", People, basename="people")
router.register("gone", Gone, basename="gone")
urlpatterns = [path("api/v1/", include(router.urls)), *site_urls.urlpatterns]
handler404 = site_urls.handler404

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def ann(db) -> Client:
    return a_client("Ann Sample")


def said(answer) -> tuple[str | None, str | None]:
    return answer.headers.get("Deprecation"), answer.headers.get("Sunset")


def test_an_operation_says_from_when_and_until_when_and_where_more_is_told(ann, settings):
    answer = Caller(staff()).post(f"people/{ann.number}/old-way")
    assert answer.status_code == 200
    # 1 November 2026, midnight: 20,758 days after 1 January 1970.
    assert answer["Deprecation"] == f"@{20758 * 86400}"
    assert answer["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert parsedate_to_datetime(answer["Sunset"]) == datetime(2027, 6, 1, tzinfo=UTC)
    assert answer["Link"] == f'<{settings.SITE_URL}/api/docs>; rel="deprecation"; type="text/html"'


def test_what_goes_on_says_nothing(ann):
    caller = Caller(staff())
    assert said(caller.post(f"people/{ann.number}/new-way")) == (None, None)
    assert said(caller.get("clients")) == (None, None)


def test_a_look_a_whole_resource_and_a_refusal_say_it_as_well(ann):
    caller = Caller(staff())
    assert said(caller.get(f"people/{ann.number}/short"))[1] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert said(caller.get("gone"))[1] == "Mon, 01 Nov 2027 00:00:00 GMT"
    refused = Caller(None).get("gone")
    assert (refused.status_code, said(refused)[1]) == (401, "Mon, 01 Nov 2027 00:00:00 GMT")


def test_a_field_says_it_while_it_is_shown(ann):
    caller = Caller(staff())
    assert said(caller.get("people"))[1] == "Mon, 01 Nov 2027 00:00:00 GMT"
    assert said(caller.get("people", fields="number,phone"))[1] == "Mon, 01 Nov 2027 00:00:00 GMT"
    assert said(caller.get("people", fields="number,name")) == (None, None)
    unchanged = caller.get("people", headers={"If-None-Match": caller.get("people")["ETag"]})
    assert (unchanged.status_code, said(unchanged)[0] is not None) == (304, True)


def test_the_description_marks_it(ann):
    described = SchemaGenerator(urlconf=__name__).get_schema(request=None, public=True)
    paths = described["paths"]
    old = paths["/api/v1/people/{number}/old-way"]["post"]
    assert old["deprecated"] is True
    assert "Deprecated since 2026-11-01, goes on until 2027-06-01: call `new-way`." in old["description"]
    assert "deprecated" not in paths["/api/v1/people/{number}/new-way"]["post"]
    assert paths["/api/v1/people/{number}/short"]["get"]["deprecated"] is True
    assert paths["/api/v1/gone"]["get"]["deprecated"] is True
    fields = described["components"]["schemas"]["PersonRecord"]["properties"]
    assert fields["phone"]["deprecated"] is True
    assert "deprecated" not in fields["name"]


def test_whoever_announces_too_late_is_stopped_at_once():
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2026, 11, 1), date(2026, 11, 1) + NOTICE - timedelta(days=1), "hurry.")


def test_nothing_that_is_deprecated_today_is_past_its_day():
    """The test of the policy: what is over is taken away, or given more time; it is never simply left."""
    from fidus.api_urls import RESOURCES

    found = [one.deprecated for one in RESOURCES.values() if one.deprecated]
    for resource in RESOURCES.values():
        calls = [getattr(getattr(resource, name), "operation", None) for name in dir(resource)]
        looks = [getattr(getattr(resource, name), "look", None) for name in dir(resource)]
        found += [one.deprecated for one in [*calls, *looks] if one is not None and one.deprecated]
    assert [one for one in found if one.sunset < clock.today()] == []


def test_staff_see_who_still_calls_it(ann, counted):  # noqa: F811
    olga, admin = staff(), staff("administrator", "admin@example.test")
    program, browser = Caller(olga, scope="clients:read clients:write"), Caller(olga)
    key = make_key(label="Night job", scopes=["clients:read"], expires_at=clock.now() + timedelta(days=9), by=olga)
    script = Caller(None)
    script.headers["Authorization"] = f"Api-Key {key.text}"
    page = Browser()
    page.force_login(admin)
    assert "Nobody within the last week." in page.get("/backoffice/gateway/program/use/").content.decode()
    for _ in range(3):
        program.post(f"people/{ann.number}/old-way")
    browser.get("gone")
    script.get("people")
    script.get("people", fields="name")
    Caller(member(ann)).get("gone")
    text = page.get("/backoffice/gateway/program/use/").content.decode()
    told = text.partition('id="deprecated"')[2]
    assert "people old_way" in told
    assert "A program, of olga@example.test" in told
    assert "gone list" in told
    assert "olga@example.test, in the browser" in told
    assert "people list, field phone" in told
    assert "the key Night job of olga@example.test" in told
    assert told.count("<tr>") == 4
    with clock.at(clock.now() + timedelta(days=7)):
        assert "Nobody within the last week." in page.get("/backoffice/gateway/program/use/").content.decode()
