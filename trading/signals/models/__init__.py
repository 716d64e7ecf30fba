from trading.signals.models.door import WITH_SECRET, Door
from trading.signals.models.raw_signal import RawSignal
from trading.signals.models.signal import Leg, Signal
from trading.signals.models.strategy import Strategy

__all__ = ["WITH_SECRET", "Door", "Leg", "RawSignal", "Signal", "Strategy"]
