"""The navigation: each reader's pages, the group of the current one unfolded, every other group one step away."""

import re

import pytest
from django.urls import reverse

from accounts.domain.roles import ROLES
from accounts.tests.people import staff
from fidus.navigation import BACK_OFFICE, PORTAL, address_of


def entries():
    return [entry for rooms in (PORTAL, BACK_OFFICE) for group in rooms.values() for entry in group]


def test_every_entry_leads_to_a_page():
    assert [entry.label for entry in entries() if address_of(entry.page) is None] == []


@pytest.mark.parametrize("rooms", [PORTAL, BACK_OFFICE], ids=["portal", "back office"])
def test_no_page_stands_twice(rooms):
    pages = [entry.page for group in rooms.values() for entry in group]
    assert len(pages) == len(set(pages))


OF_BACK_OFFICE = [
    entry.page
    for group in BACK_OFFICE.values()
    for entry in group
    if not entry.permission or ROLES["back_office"].grants(entry.permission)
]


@pytest.mark.parametrize("page", OF_BACK_OFFICE)
def test_the_group_of_a_page_is_unfolded_and_the_others_are_one_step_away(client, db, page):
    client.force_login(staff())
    answer = client.get(reverse(page))
    beside = answer.text.split('<nav class="nav"')[1].split("</nav>")[0]
    current = re.search(r'<li[^>]*><a href="[^"]*" aria-current="page"', beside)
    assert current is not None
    assert "folded" not in current.group()
    for heading in list(BACK_OFFICE)[1:]:
        assert heading in beside
