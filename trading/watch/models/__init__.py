from trading.watch.models.day_snapshot import DaySnapshot
from trading.watch.models.gateway_health import GatewayHealth
from trading.watch.models.push_source import PushSource
from trading.watch.models.pushed_news import NewsKind, PushedNews
from trading.watch.models.snapshot import Snapshot
from trading.watch.models.standing import SightingSource, Standing
from trading.watch.models.watch import Watch

__all__ = [
    "DaySnapshot", "GatewayHealth", "NewsKind", "PushSource", "PushedNews", "SightingSource", "Snapshot", "Standing",
    "Watch",
]  # fmt: skip
