"""Pages on which strategy developers see their own rows alone."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.deeds import DeedsAdmin
from trading.signals.selectors import open_to


class OwnAdmin(DeedsAdmin):
    """`developer` is the way from a row to the person whose strategy it is of; others' rows are not there."""

    developer: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return open_to(request.user, super().get_queryset(request), self.developer)
