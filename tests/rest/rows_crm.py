"""Rows of the pipeline and of the correspondence."""

from accounts.models import Client
from crm.correspondence.services.write_to_client import write_to_client
from crm.services.add_prospect import add_prospect
from fidus.lib.money import Money
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows


def prospects(client: Client, many: int) -> None:
    for _ in range(many):
        add_prospect(name="Iris Sample", owner=a_user(), expected=Money.of("5000.00", "USD"), by=None)


def conversations(client: Client, many: int) -> None:
    for _ in range(many):
        write_to_client(client=client, subject="Welcome", text="Good day.", by=a_user())


CRM: dict[str, Rows] = {"prospects": prospects, "conversations": conversations}
