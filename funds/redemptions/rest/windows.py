"""The calendar of redemption windows over the API."""

from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.looks import gathered
from accounts.gateway.rest.records import Figures, Order
from accounts.gateway.rest.resource import Resource
from accounts.models import User
from fidus.lib import clock
from funds.redemptions.models import Redemption
from funds.redemptions.selectors import WindowAhead, windows_ahead


class WindowFigures(Figures):
    """One day on which money can leave a fund, in one currency."""

    opens_on = serializers.DateField()
    product = serializers.CharField()
    currency = serializers.CharField()
    notice_by = serializers.DateField(help_text="The last day on which any of it can be asked for.")
    investments = serializers.IntegerField()
    redeemable = MoneyField(help_text="Principal whose window it is.")
    requested = MoneyField(help_text="Principal asked for.")
    requests = serializers.ListField(child=serializers.CharField(), help_text="Numbers of redemptions.")


class HowFar(Order):
    """How far ahead."""

    months = serializers.IntegerField(min_value=1, max_value=24, default=6)


def place_of(line: WindowAhead) -> tuple[str, str, str]:
    """Where a window stands in the list, the farthest first."""
    return f"{line.opens_on}", line.product, line.currency


class Windows(Resource):
    """What can leave when, by day, fund and currency."""

    kind = "redemptions"
    permission = "redemptions.view_redemption"
    queryset = Redemption.objects.none()
    serializer_class = WindowFigures

    @gathered(gives=WindowFigures, key=place_of, asks=HowFar)
    def list(self, *, by: User, months: int) -> list[WindowAhead]:
        """Windows of the coming months, the farthest first."""
        return windows_ahead(as_of=clock.today(), months=months)
