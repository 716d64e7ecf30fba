"""After sign-in: whose day begins on a page of its own is sent there."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import a_client, member, staff


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("trader", "admin:desk_desk"),
        ("strategy_developer", "admin:desk_strategies"),
        ("back_office", "admin:index"),
        ("viewer", "admin:index"),
        ("administrator", "admin:index"),
    ],
)
def test_each_role_begins_where_its_work_is(db, role, page):
    browser = Browser()
    browser.force_login(staff(role))
    assert browser.get("/").url == reverse(page)
    assert browser.get(reverse(page)).status_code == 200


def test_who_holds_everything_and_who_is_a_client_begin_at_home(db):
    browser = Browser()
    browser.force_login(User.objects.create_superuser("root@example.test", "x"))
    assert browser.get("/").url == reverse("admin:index")
    browser.force_login(member(a_client()))
    assert browser.get("/").url == reverse("portal:overview")
