"""A permission that no model has would hide its page from everybody but superusers."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission

from accounts.domain.roles import ROLES

NAMED = re.compile(r"\"((?:accounts|trail|ledger|compliance|crm|funds|trading)\.[a-z]+_[a-z_]+)\"")


def named_permissions() -> dict[str, str]:
    """Every "app.codename" that a check of navigation, pages or templates names, with a file that names it."""
    found = {}
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        if {"tests", "migrations", ".venv", "benchmarks"} & set(path.relative_to(settings.BASE_DIR).parts):
            continue
        text = path.read_text()
        if "perm" in text:
            found.update(dict.fromkeys(NAMED.findall(text), path.name))
    return found


def test_every_permission_that_the_code_asks_for_exists(db):
    there = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    asked = named_permissions()
    assert len(asked) > 30
    missing = {name: file for name, file in asked.items() if name not in there}
    assert missing == {}


@pytest.mark.parametrize("role", ["back_office", "analyst", "trader", "viewer", "compliance_officer"])
def test_who_sees_funds_sees_fund_against_reality(role):
    assert ROLES[role].grants("funds.view_investment")
