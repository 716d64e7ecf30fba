"""What there is to be found, so that a call made up by chance still meets something real half of the time."""

from collections.abc import Mapping
from typing import Any

from werkzeug.test import Client as Program

from accounts.gateway.rest.fields import Known
from accounts.models import Client
from fidus.api_urls import RESOURCES
from fidus.wsgi import application
from funds.bank import archive as bank
from funds.bank.models import BankImport
from funds.intake import archive as intake
from funds.intake.models import IntakeRun
from tests.rest.rows import ASKED
from tests.rest.test_extremes import operations

MOST = 12


def seal_files() -> None:
    """Puts a file where rows of files that were brought in say that one is."""
    for folder, rows in ((bank.folder(), BankImport), (intake.folder(), IntakeRun)):
        for kept_as in rows.objects.values_list("kept_as", flat=True).distinct():
            folder.put(kept_as, b"Date;Amount;Text\n2026-03-31;12.50;Sample\n")


def listed(address: str, headers: Mapping[str, str], client: Client) -> list[str]:
    """What stands in the addresses of the rows of this list, as whoever sends `headers` finds them."""
    asked = ASKED[address](client) if address in ASKED else {}
    query = {"limit": f"{MOST}", **asked}
    answer = Program(application).get(f"/api/v1/{address}", query_string=query, headers=dict(headers))
    assert answer.status_code == 200, (address, answer.text)
    name = RESOURCES[address].lookup_field.replace("pk", "id")
    return [str(row[name]) for row in answer.json["data"] if name in row]


def named(address: str) -> dict[str, list[Any]]:
    """The fields of this resource's orders that name something -> what could be named there."""
    orders = [spec.takes() for _, spec in operations(RESOURCES[address])]
    fields = {name: field for order in orders for name, field in order.fields.items() if isinstance(field, Known)}
    return {
        name: [getattr(one, field.slug_field) for one in field.get_queryset().order_by("-pk")[:MOST]]
        for name, field in fields.items()
    }
