"""What the demo firm shows of signals, by the services that people use."""

from accounts.tests.people import staff
from fidus.demo.signals import show_signals
from trading.signals.models import RawSignal, Signal
from trading.signals.tests.scenes import a_developer


def test_the_demo_shows_each_outcome(db):
    show_signals(trader=staff("trader", "theo@example.test"), developer=a_developer())
    outcomes = list(RawSignal.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["taken", "duplicate", "taken", "refused", "taken", "refused"]
    reasons = RawSignal.objects.filter(outcome="refused").order_by("pk").values_list("reason", flat=True)
    assert "was not filled in" in reasons[0]
    assert "strategy of staging" in reasons[1]
    assert Signal.objects.get(signal_id="hedge-1").legs.count() == 2
