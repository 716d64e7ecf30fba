"""Permissions are read in one query, and are what Django's own rules give."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from accounts.models import User
from accounts.tests.people import staff

pytestmark = pytest.mark.django_db


def test_a_person_has_their_own_permissions_and_those_of_their_roles(django_assert_num_queries):
    person = staff("viewer")
    person.user_permissions.add(Permission.objects.get(content_type__app_label="funds", codename="fund_investment"))
    by_django = ModelBackend().get_all_permissions(User.objects.get(pk=person.pk))
    person = User.objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        assert person.has_perm("funds.fund_investment")
        assert not person.has_perm("funds.map_account")
    assert person.get_all_permissions() == by_django > {"funds.fund_investment"}


def test_who_was_suspended_has_none_and_an_administrator_of_all_has_all():
    assert staff(is_active=False, state="suspended", email="gone@example.test").get_all_permissions() == set()
    assert staff(is_superuser=True).has_perm("funds.map_account")
