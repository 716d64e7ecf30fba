"""What is each person's own: nobody sees it of somebody else over the API, the office neither."""

from typing import Any

from django.db.models import QuerySet

from accounts.gateway.rest.resource import Records
from accounts.models import Client, User
from accounts.notices.gates import PERMISSION


class Own(Records):
    kind = "notices"
    permission = PERMISSION
    behind_wall = False
    owner = "owner"  # the way from a row to the person whose it is

    def seen_by(self, user: User) -> QuerySet[Any]:
        return self.rows().filter(**{self.owner: user})

    def of_clients(self, rows: QuerySet[Any], clients: QuerySet[Client]) -> QuerySet[Any]:
        """Clients have notices of their own, too; `seen_by` says which."""
        return rows
