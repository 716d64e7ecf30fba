"""The demo's market: invented, named so, and with something left for a person to decide."""

from django.urls import reverse

from accounts.tests.people import staff
from fidus.demo.market import INVENTED, SERVER, show_market
from fidus.tasks import invent_prices
from trading.market.models import Bar, Quote, SymbolMapping


def test_the_demo_shows_prices_and_goes_on_inventing_them(client, db, settings):
    person = staff("trader")
    show_market(by=person)
    assert set(Quote.objects.values_list("source", flat=True)) == {"simulated"}
    assert Bar.objects.filter(span="1m").count() == 240 * len(INVENTED)
    waiting = SymbolMapping.objects.filter(state="suggested", instrument__server=SERVER)
    assert [one.symbol for one in waiting] == ["BTCUSD"]
    before = Quote.objects.get(instrument__symbol="EURUSD").at
    settings.DEMO = False
    invent_prices()
    assert Quote.objects.get(instrument__symbol="EURUSD").at == before
    settings.DEMO = True
    invent_prices()
    assert Quote.objects.get(instrument__symbol="EURUSD").at > before
    client.force_login(person)
    assert "Simulated" in client.get(reverse("admin:market_instrument_changelist")).text
