"""The API's addresses of redemptions."""

from funds.redemptions.rest.redemptions import Redemptions
from funds.redemptions.rest.windows import Windows

RESOURCES = {"redemptions": Redemptions, "redemption-windows": Windows}
