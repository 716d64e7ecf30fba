import pytest
from accounts.models import Client
from django.db import connection
from fidus.lib import clock


@pytest.mark.django_db
def test_role():
    with connection.cursor() as c:
        c.execute("select current_user")
        assert c.fetchone()[0] == "fidus_app"
    Client.objects.create(number="1", kind="person", name="x", opened_at=clock.now())


def test_own(committed_db):
    Client.objects.create(number="1", kind="person", name="x", opened_at=clock.now())
    assert Client.objects.count() == 1
