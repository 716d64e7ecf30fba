from django.db import connection

from accounts.models import Client
from fidus.lib import clock


def a_client(**fields) -> Client:
    return Client.objects.create(
        **{"number": "1", "kind": "person", "name": "Ada Example", "opened_at": clock.now(), **fields}
    )


def test_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("fidus_app",)


def test_a_committed_database_of_its_own_holds_what_was_committed(committed_db):
    a_client()
    connection.close()
    assert Client.objects.get().name == "Ada Example"
