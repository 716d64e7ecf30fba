import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from accounts.domain.actions import ACTIONS
from accounts.domain.roles import ROLES, as_markdown, unknown_permissions
from accounts.errors import NotForYourself, UnknownRole
from accounts.models import User
from accounts.services.change_roles import change_roles, roles_of
from accounts.services.follow_roles import follow_roles
from accounts.tests.people import member, staff
from accounts.trail.api import events_about


def test_the_page_of_permissions_is_current():
    page = (settings.BASE_DIR / "docs" / "permissions.md").read_text()
    assert page == as_markdown(), "run manage.py permissions"


def test_every_action_a_role_may_take_is_explained():
    assert unknown_permissions() == set()


def test_every_action_an_app_knows_is_a_row_of_the_page(db):
    """An app that brings a permission of its own says in domain/roles.py what it allows and who has it."""
    apps = ("accounts", "login", "trail", "ledger", "compliance", "crm", "funds", "fees", "wallets", "trading")
    ours = Permission.objects.filter(content_type__app_label__in=apps).select_related("content_type")
    rows = ours.exclude(codename__regex="^(add|change|delete|view)_")
    assert {f"{row.content_type.app_label}.{row.codename}" for row in rows} <= ACTIONS.keys()


def test_groups_have_exactly_the_permissions_of_their_roles(db):
    viewer = Group.objects.get(name="viewer")
    viewer.permissions.add(Permission.objects.get(codename="invite_staff"))
    follow_roles()
    for key, role in ROLES.items():
        held = {
            f"{p.content_type.app_label}.{p.codename}"
            for p in Group.objects.get(name=key).permissions.select_related("content_type")
        }
        assert all(role.grants(permission) for permission in held)
    assert staff("viewer").has_perm("accounts.view_client")
    assert not staff("viewer", "v2@example.test").has_perm("accounts.invite_staff")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_a_permission_to_add_change_or_delete_rows(role):
    words = ("add_", "change_", "delete_")
    allowed = {"accounts.change_roles", "accounts.add_member"}
    taken = {p for p in ROLES[role].permissions if p.split(".")[1].startswith(words)}
    assert taken <= allowed


def test_only_the_compliance_officer_clears_cases_and_only_the_administrator_gives_roles():
    assert [key for key, role in ROLES.items() if role.grants("compliance.clear_case")] == ["compliance_officer"]
    assert [key for key, role in ROLES.items() if role.grants("accounts.change_roles")] == ["administrator"]
    assert ROLES["client"].permissions == ()


def test_changed_roles_count_at_the_next_request(db):
    boss, olga = staff("administrator", "boss@example.test"), staff()
    change_roles(olga, ["viewer", "analyst"], by=boss)
    olga = User.objects.get(pk=olga.pk)
    assert roles_of(olga) == ("analyst", "viewer")
    assert not olga.has_perm("accounts.open_client")
    (event,) = events_about(subject=f"user:{olga.pk}")
    assert event.data == {"before": ["back_office"], "after": ["analyst", "viewer"]}


def test_nobody_gives_themselves_roles_and_clients_get_none(db):
    boss = staff("administrator")
    with pytest.raises(NotForYourself):
        change_roles(boss, ["compliance_officer"], by=boss)
    with pytest.raises(UnknownRole):
        change_roles(member(), ["administrator"], by=boss)
    with pytest.raises(UnknownRole):
        change_roles(staff("viewer", "nina@example.test"), ["client"], by=boss)


def test_every_action_on_the_page_is_a_permission_of_its_app(db):
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert ACTIONS.keys() <= known
