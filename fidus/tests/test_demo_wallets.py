"""The demo firm's wallets: each agenda item works by the real services."""

from datetime import date

from accounts.models import Client
from accounts.services.add_member import add_member
from fidus.demo.wallets import wallets_agenda
from fidus.lib import clock
from funds.models import InterestPayout
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.make_interest_due import make_interest_due
from funds.services.pay_interest import pay_interest
from funds.tests.scenes import a_client, a_product, a_user, accrue_until, an_investment
from funds.wallets.models import Destination, OfficialWallet, Payment
from funds.wallets.tests.scenes import pays_interest_to

AS_OF = date(2026, 6, 30)


def test_official_wallets_stand_and_clients_are_at_different_steps(db):
    for name in ("Ada Example", "Bruno Sample", "Northlight Family Holding"):
        add_member(client=a_client(name), user=a_user(name[:3].lower()), by=None)
    product = a_product()
    bruno = Client.objects.get(name="Bruno Sample")
    an_investment(client=bruno, product=product, interest_mode="pay_out")
    officer, approver = a_user("officer"), a_user("approver")
    accrue_until(AS_OF)
    with clock.at(AS_OF):
        make_interest_due(as_of=AS_OF, by=None)
        pays_interest_to(bruno)
        payout = InterestPayout.objects.earliest("due_on")
        approve_interest_payout(payout=payout, by=approver)
        pay_interest(payout=payout, bank_reference="INT-1", by=officer)
    agenda = wallets_agenda(start=date(2026, 1, 1), as_of=AS_OF, people=lambda: (officer, approver))
    for day in sorted(agenda):
        with clock.at(day):
            agenda[day]()
    assert OfficialWallet.objects.filter(state="active").count() == 6
    states = sorted(Destination.objects.values_list("client__name", "state"))
    assert states == [
        ("Ada Example", "active"),
        ("Ada Example", "confirmed"),
        ("Bruno Sample", "active"),
        ("Northlight Family Holding", "proposed"),
    ]
    assert Payment.objects.get().state == "confirmed"
