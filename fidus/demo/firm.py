"""Eighteen months of the firm, day by day, by the services that people use."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from accounts.models import Client, User
from compliance.domain.checklists import Needs
from compliance.models import KycCase
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item
from compliance.services.clear_case import clear_case
from compliance.services.declare_office import declare_office
from compliance.services.submit_case import submit_case
from crm.domain.prospect_states import ProspectAction
from crm.services.add_prospect import add_prospect
from crm.services.lose_prospect import lose_prospect
from crm.services.move_prospect import move_prospect
from crm.services.win_prospect import win_prospect
from fidus.demo.bank import show_bank
from fidus.demo.books import show_books
from fidus.demo.brokerage import trade
from fidus.demo.clients import CLIENTS
from fidus.demo.differences import show_differences
from fidus.demo.exchange_rates import show_rates
from fidus.demo.fees import show_fees
from fidus.demo.interest import one_gives_up_his_account, say_where_interest_goes
from fidus.demo.live_accounts import show_live_accounts
from fidus.demo.papers import paper
from fidus.demo.people import (
    PROSPECTS,
    PUBLISHED_ACCOUNT,
    PUBLISHED_DAYS_EARNING,
    PUBLISHED_PRINCIPAL,
    DemoClient,
    DemoInvestment,
)
from fidus.demo.performance import add_invented_index
from fidus.demo.rebates import show_rebates
from fidus.demo.redemptions import redemptions_agenda
from fidus.demo.signals import show_signals
from fidus.demo.staff import Login, hire, person, take_on
from fidus.demo.wallets import wallets_agenda
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.gates import standings
from funds.models import InterestPayout, Investment, Product
from funds.redemptions.services.run_night import run_night as redemptions_night
from funds.services.accrue_interest import accrue_interest
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.book_operating_cost import book_operating_cost
from funds.services.fund_investment import fund_investment
from funds.services.make_interest_due import make_interest_due
from funds.services.map_account import map_account
from funds.services.offer_standard_products import offer_standard_products
from funds.services.open_investment import open_investment
from funds.services.pay_interest import pay_interest
from funds.services.share_account import share_account

MONTHS = 18
DAYS_TO_ONBOARD = 12
RENT_AND_SALARIES = Decimal("11910.03")
DAY = timedelta(days=1)


def published_end(as_of: date) -> tuple[date, date]:
    """The last day up to `as_of` on which the published case can stand, and the day its money came.

    Its incubation ended 98 days before; some days, such as 30 April, lie two months after no other.
    """
    while True:
        earns_from = as_of - timedelta(days=PUBLISHED_DAYS_EARNING)
        funded_on = anniversary(earns_from, -2)
        if anniversary(funded_on, 2) == earns_from:
            return as_of, funded_on
        as_of -= DAY


class DemoFirm:
    """The firm while it is being built; `logins` are those made on the way."""

    def __init__(self, *, as_of: date, seed: int) -> None:
        self.as_of, self.published_funding = published_end(as_of)
        self.seed = seed
        self.start = anniversary(self.as_of, -MONTHS)
        self.logins: list[Login] = []
        self.agenda: dict[date, list[Callable[[], None]]] = defaultdict(list)

    def build(self) -> Iterator[date]:
        """Yields each day as it is done."""
        with clock.at(self.start - DAY):
            self.logins = hire()
            offer_standard_products(valid_from=self.start - DAY, by=person("admin@fidus.example"))
        self._plan()
        day = self.start
        while day <= self.as_of:
            with clock.at(day):
                for appointment in self.agenda.pop(day, []):
                    appointment()
                self._close_of_business(day)
            yield day
            day += DAY
        with clock.at(self.as_of):
            show_rates(start=self.start, as_of=self.as_of, seed=self.seed, officer=self.officer, approver=self.approver)
            self._import_trading()
            add_invented_index(start=self.start - 7 * DAY, end=self.as_of, seed=self.seed, by=self.officer)
            show_rebates(start=self.start, as_of=self.as_of, officer=self.officer)
            show_bank(as_of=self.as_of, officer=self.officer)
            show_live_accounts(by=self.officer)
            show_differences(by=self.officer)
            show_signals(trader=person("theo.desk@fidus.example"), developer=person("sela.signal@fidus.example"))
        show_fees(as_of=self.as_of, officer=self.officer, second=self.approver)
        # The last of all: a closed month takes no more entries.
        show_books(as_of=self.as_of, officer=self.officer, second=self.approver)

    # People of the firm, by what they do here.
    @cached_property
    def officer(self) -> User:
        return person("petra.officer@fidus.example")

    @cached_property
    def approver(self) -> User:
        return person("rosa.approver@fidus.example")

    def _plan(self) -> None:
        published = DemoInvestment("BALANCE", PUBLISHED_PRINCIPAL, 0, 0, account=PUBLISHED_ACCOUNT)
        address = "14 Analytical Gardens\nFlat 3\nLondon SW1Y 0ZZ\nUnited Kingdom"
        ada = DemoClient("Ada Example", "person", address, "GB", (published,), has_login=True)
        self.journeys = [(ada, [(published, self.published_funding)])]
        for client in CLIENTS:
            funded = [(one, self._funding_day(one)) for one in client.investments]
            self.journeys.append((client, funded))
        for client, funded in self.journeys:
            won_on = max(min(day for _, day in funded) - timedelta(days=DAYS_TO_ONBOARD), self.start)
            self.agenda[won_on].append(lambda client=client: self._win(client))
            self.agenda[won_on + timedelta(days=4)].append(lambda client=client: self._check(client))
            if client.kyc == "cleared":
                for one, day in funded:
                    self.agenda[day].append(lambda client=client, one=one, day=day: self._invest(client, one, day))
        for prospect in PROSPECTS:
            self.agenda[self.as_of - timedelta(days=20)].append(lambda prospect=prospect: self._meet(prospect))
        people = lambda: (self.officer, self.approver)  # noqa: E731 - hired later
        for day, appointment in wallets_agenda(start=self.start, as_of=self.as_of, people=people).items():
            self.agenda[day].append(appointment)
        for day, appointments in redemptions_agenda(as_of=self.as_of, people=people).items():
            self.agenda[day] += appointments
        self.agenda[self.as_of - 45 * DAY].append(lambda: one_gives_up_his_account(self.officer))
        for month in range(1, MONTHS + 1):
            day = anniversary(self.start, month)
            self.agenda[day].append(lambda day=day: self._pay_costs(day))

    def _funding_day(self, investment: DemoInvestment) -> date:
        month = anniversary(self.as_of.replace(day=1), -investment.months_ago)
        return min(anniversary(month.replace(day=1), 0) + timedelta(days=investment.day - 1), self.as_of)

    def _win(self, client: DemoClient) -> None:
        expected = sum(one.principal for one in client.investments)
        email = client.name.split()[0].lower().strip("&,") + "@client.example"
        prospect = add_prospect(
            name=client.name, owner=self.officer, kind=client.kind, email=email, country=client.country,
            source="referral", expected=Money.of(expected, "USD"), by=self.officer,
        )  # fmt: skip
        move_prospect(prospect=prospect, action=ProspectAction.NEGOTIATE, by=self.officer)
        won = win_prospect(prospect=prospect, by=self.officer)
        Client.objects.filter(pk=won.client_id).update(address=client.address, reporting_currency=client.reporting)
        # The others have their letters still: each password costs a quarter of a second to hash.
        if client.has_login:
            # Some have no second step yet: what they are asked for when they first decide about money can be tried.
            second = client.kyc == "cleared" and client.name == "Ada Example"
            login = take_on(email=email, name=client.name, client=won.client, by=self.officer, second_step=second)
            self.logins.append(login)

    def _case(self, client: DemoClient) -> KycCase:
        return KycCase.objects.select_related("client").get(client__name=client.name)

    def _check(self, client: DemoClient) -> None:
        if client.kyc == "collecting":
            return
        case, checker = self._case(client), person("olu.second@fidus.example")
        for item in case.items.all():
            if item.requirement.needs is Needs.DECLARATION:
                declare_office(case=case, declared=False, by=self.officer)
            else:
                file = paper(item.requirement.title, client.name)
                add_document(item=item, file=file, name=f"{item.code}.pdf", by=self.officer)
            item.refresh_from_db()
            valid_until = anniversary(clock.today(), 60) if item.requirement.expires else None
            accept_item(item=item, by=self.officer, valid_until=valid_until)
        submit_case(case=case, by=self.officer)
        if client.kyc == "cleared":
            clear_case(case=case, by=checker)

    def _invest(self, client: DemoClient, planned: DemoInvestment, day: date) -> None:
        investment = open_investment(
            client=Client.objects.get(name=client.name),
            product=Product.objects.get(code=planned.product),
            principal=Money.of(planned.principal, planned.currency),
            interest_mode=planned.interest,
            custom_rate=planned.custom_rate,
            by=self.officer,
        )
        reference = f"TRF-{day:%Y%m%d}-{investment.number[-4:]}"
        fund_investment(investment=investment, received_on=day, bank_reference=reference, by=self.officer)
        if planned.interest == "pay_out":
            say_where_interest_goes(
                investment.client, currency=planned.currency, officer=self.officer, approver=self.approver
            )

    def _meet(self, prospect: tuple[str, str, str, str, str]) -> None:
        name, kind, state, expected, source = prospect
        made = add_prospect(
            name=name, owner=self.officer, kind=kind, source="other", interest=source,
            expected=Money.of(expected, "USD"), follow_up_on=self.as_of + timedelta(days=len(name) % 5),
            follow_up_note="Send the terms, as promised", by=self.officer,
        )  # fmt: skip
        if state != "lead":
            move_prospect(prospect=made, action=ProspectAction.NEGOTIATE, by=self.officer)
        if state == "lost":
            lose_prospect(prospect=made, reason="Chose a fixed-term deposit at a bank.", by=self.officer)

    def _pay_costs(self, day: date) -> None:
        book_operating_cost(
            reference=f"COST-{day:%Y-%m}", text=f"Office, salaries and data, {day:%B %Y}",
            amount=Money.of(RENT_AND_SALARIES, "USD"), incurred_on=day, by=self.officer,
        )  # fmt: skip

    def _close_of_business(self, day: date) -> None:
        redemptions_night(as_of=day, by=None)
        accrue_interest(as_of=day, by=None)
        make_interest_due(as_of=day, by=None)
        # The last days' payments still wait, so that somebody who looks in has something to approve.
        if day > self.as_of - timedelta(days=5):
            return
        due = InterestPayout.objects.filter(state="due", pay_on__lte=day).select_related("investment")
        can_go = standings(due)
        for payout in due:
            if can_go[payout.pk].route is None:
                continue
            approve_interest_payout(payout=payout, by=self.approver)
            reference = f"INT-{payout.due_on:%Y%m%d}-{payout.investment.number[-4:]}"
            pay_interest(payout=payout, bank_reference=reference, by=self.officer)

    def _import_trading(self) -> None:
        for client, funded in self.journeys:
            for planned, funded_on in funded:
                if planned.account is None or client.kyc != "cleared":
                    continue
                investment = Investment.objects.get(
                    client__name=client.name, terms__product__code=planned.product, funded_on=funded_on
                )
                account = trade(
                    planned.account, owner=client.name, deposit=planned.principal, start=funded_on + DAY,
                    end=self.as_of, seed=self.seed, by=self.officer,
                )  # fmt: skip
                mapping = map_account(investment=investment, account=account, from_on=funded_on, by=self.officer)
                if planned.account == PUBLISHED_ACCOUNT:
                    share_account(mapping=mapping, by=self.officer)
