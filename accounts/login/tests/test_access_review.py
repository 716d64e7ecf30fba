"""Who may log in: the list, the file, the review that is kept, and who may see it."""

import io
import zipfile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import NotForYourself
from accounts.login.models import AccessReview
from accounts.login.selectors import access_of
from accounts.login.services.review_access import review_access
from accounts.login.tests.scenes import with_app
from accounts.services.accept_invitation import accept_invitation
from accounts.services.change_roles import change_roles
from accounts.services.end_user import end_user
from accounts.services.invite_user import invite_user, token_of
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import PASSWORD, a_client, member, staff
from accounts.trail.api import events_about

LIST = "/backoffice/login/accessreview/access/"


@pytest.fixture
def boss(db, client):
    user = staff("administrator", "boss@example.test", first_name="Berta", last_name="Muster")
    client.force_login(user)
    return user


def test_the_list_says_who_may_do_what_with_what_and_who_gave_it(boss, client):
    bruno = a_client()
    invitation = invite_user(email="bruno@example.test", client=bruno, by=boss)
    accept_invitation(token=token_of(invitation), first_name="Bruno", last_name="Sample", password=PASSWORD)
    with_app(staff("trader", "theo@example.test"))
    suspend_user(staff("viewer", "vera@example.test"), reason="Away", by=boss)
    invite_user(email="nina@example.test", role="analyst", by=boss)
    page = client.get(LIST).content.decode()
    for words in ("Bruno Sample", "Berta Muster", "Trader", "app", "Suspended", "nina@example.test", "No second step"):
        assert words in page, words
    assert "theo@example.test" not in client.get(f"{LIST}?only=clients").content.decode()


def test_a_review_is_kept_with_what_was_seen_and_by_whom(boss, client):
    theo = staff("trader", "theo@example.test")
    page = f"{LIST}{theo.pk}/"
    assert b"Nobody has reviewed" in client.get(page).content
    assert client.post(page, {"verdict": "change", "note": ""}).status_code == 422
    assert client.post(page, {"verdict": "fits"}).url == LIST
    review = AccessReview.objects.get()
    assert (review.user, review.reviewed_by, review.seen["roles"]) == (theo, boss, ["Trader"])
    (event,) = [event for event in events_about(subject=f"user:{theo.pk}") if event.kind == "AccessReviewed"]
    assert event.actor == boss.pk
    change_roles(theo, ["viewer"], by=boss)
    with_app(theo)
    theo.last_login = review.reviewed_at
    theo.save()
    assert access_of(theo).wants_attention == "Changed since the review"


def test_nobody_reviews_themselves_by_any_door(boss, client):
    with pytest.raises(NotForYourself):
        review_access(boss, verdict="fits", note="", by=boss)
    assert b"Ask a colleague" in client.post(f"{LIST}{boss.pk}/", {"verdict": "fits"}).content
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessReview.objects.create(
            user=boss, reviewed_by=boss, verdict="fits", seen={}, reviewed_at="2026-01-01T00:00:00Z"
        )


def test_the_list_goes_out_as_a_file_that_runs_no_formula_and_is_noted(boss, client):
    staff("viewer", "vera@example.test", first_name="=HYPERLINK(1)", last_name="X")
    csv = client.get(f"{LIST}?export=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1) X" in csv
    assert csv.splitlines()[0].startswith("E-mail,Name,State,Staff,Roles,Clients,Second steps,Given by")
    assert zipfile.ZipFile(io.BytesIO(client.get(f"{LIST}?export=xlsx").content)).testzip() is None
    assert [event.data["form"] for event in events_about(subject="access")] == ["xlsx", "csv"]


@pytest.mark.parametrize(("role", "may"), [("compliance_officer", True), ("back_office", False), ("viewer", False)])
def test_only_who_reviews_sees_it(db, client, role, may):
    theo = staff("trader", "theo@example.test")
    client.force_login(staff(role))
    for address in (LIST, f"{LIST}?export=csv", f"{LIST}{theo.pk}/"):
        assert client.get(address).status_code == (200 if may else 403)
    client.force_login(member(a_client()))
    assert client.get(LIST).status_code == 302


def test_the_list_costs_the_same_however_long_it_is(boss, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    with_app(staff("trader", "theo@example.test"))
    asked()
    few = asked()
    for place in range(8):
        with_app(member(a_client(f"Client {place}"), f"m{place}@example.test"))
    assert asked() == few


def test_joiner_mover_leaver_stands_on_the_trail_from_beginning_to_end(boss, client):
    invitation = invite_user(email="nina@example.test", role="analyst", by=boss)
    nina = accept_invitation(token=token_of(invitation), first_name="Nina", last_name="New", password=PASSWORD)
    change_roles(nina, ["trader"], by=boss)
    review_access(nina, verdict="fits", note="", by=boss)
    end_user(nina, reason="New job", by=boss)
    kinds = [event.kind for event in events_about(subject=f"user:{nina.pk}")]
    assert kinds == ["UserLeft", "AccessReviewed", "RolesChanged", "InvitationAccepted"]
    assert [event.kind for event in events_about(subject=f"invitation:{invitation.pk}")] == ["UserInvited"]
    assert reverse("admin:login_access") == LIST
