from django.conf import settings

from accounts.tests.people import a_client, member
from fidus.lib.log_lines import OneLine

FORMAT = settings.LOGGING["formatters"]["line"]["format"]


def test_who_was_refused_stands_in_the_log(db, client, caplog):
    user = member(a_client())
    client.force_login(user)
    client.get("/backoffice/nothing/there/", REMOTE_ADDR="192.0.2.7")
    client.get("/portal/investments/INV-9999/", REMOTE_ADDR="192.0.2.7")
    refused = [OneLine(FORMAT).format(record) for record in caplog.records if record.name == "django.request"]
    assert any("INV-9999" in line for line in refused)
    assert all(line.endswith(f"[user {user.pk}, 192.0.2.7]") for line in refused)
