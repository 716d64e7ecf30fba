from trading.watch.admin.lines import GatewayHealthAdmin
from trading.watch.admin.news import PushedNewsAdmin
from trading.watch.admin.watches import WatchAdmin

__all__ = ["GatewayHealthAdmin", "PushedNewsAdmin", "WatchAdmin"]
