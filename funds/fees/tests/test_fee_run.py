"""From a night to a charged run: worked by hand, once and twice, killed, by two people, taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.ledger.api import close_period, trial_balance
from accounts.trail.api import events_about
from fidus.lib import clock
from funds.errors import BadDate, IllegalState, SecondPersonNeeded
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.errors import NothingToCharge, NotReversible
from funds.fees.models import Crystallisation, FeeCharge, FeeRun, FeeRunRow, FeeStanding
from funds.fees.selectors.accrued import management_due
from funds.fees.services import work_fee_run as working
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.services.cancel_fee_run import cancel_fee_run
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.receive_fee_bill import receive_fee_bill
from funds.fees.services.reverse_charge import reverse_charge
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import an_account, earn, fees
from funds.models import Investment
from funds.selectors.obligations import obligations
from funds.selectors.reality import fund_against_reality
from funds.services.map_account import map_account
from funds.services.run_night import run_night
from funds.tests.scenes import a_user, an_investment, usd

pytestmark = pytest.mark.django_db
QUARTER, CHARGED = date(2026, 3, 31), date(2026, 4, 2)


@pytest.fixture
def rosa():
    return a_user("rosa")


@pytest.fixture
def sven():
    return a_user("sven")


def night(day, *, interest=True):
    with clock.at(day):
        if interest:
            run_night(as_of=day, by=None)
        accrue_fees(as_of=day, by=None)


def charged(by, second, *, until=QUARTER, on=CHARGED, interest=True):
    night(on, interest=interest)
    with clock.at(on):
        run = prepare_fee_run(until=until, by=by)
        charge_fee_run(run=run, by=second)
        work_fee_run(run=run.pk)
        run.refresh_from_db()
    return run


def owed(investment, on=CHARGED):
    return obligations([Investment.objects.get(pk=investment.pk)], as_of=on)[investment.pk]


def income():
    lines = trial_balance(as_of=date(2026, 12, 31))
    return {line.code: -(line.debit - line.credit) for line in lines if line.code.startswith("Income:Fees")}


def test_a_management_fee_is_taken_from_interest_and_the_rest_billed(rosa, sven):
    """100,000 at 2 % by ACT/365F from 1 Jan to 31 Mar are 89 days, 487.67; a month's interest of 2.5 % is 2,500."""
    fees(management_rate="0.02")
    investment = an_investment()
    run = charged(rosa, sven)
    assert run.state == FeeRun.State.COMPLETE
    charge = FeeCharge.objects.get()
    assert (charge.amount, charge.taken_from_interest, charge.billed) == (usd("487.67"), usd("487.67"), usd("0.00"))
    assert (charge.prepared_by, charge.charged_by, charge.value_on) == (rosa, sven, CHARGED)
    held = owed(investment)
    assert held.fees == usd("487.67")
    assert held.total == held.principal + held.accrued - usd("487.67")
    assert income() == {"Income:Fees:Management:BALANCE:USD": usd("487.67")}
    assert {event.kind for event in events_about(subject=investment.number, kinds=["FeeCharged"])} == {"FeeCharged"}


def test_what_interest_does_not_cover_is_billed_and_the_client_never_owes_principal(rosa, sven):
    """In the first quarter of a fund with 3 months' incubation there is hardly interest: 2 days of it, 166.67."""
    fees(management_rate="0.02")
    investment = an_investment()
    run = charged(rosa, sven, on=date(2026, 3, 31))
    held = owed(investment, date(2026, 3, 31))
    row = run.rows.get()
    assert row.from_interest + row.billed == row.amount == usd("487.67")
    assert held.accrued >= held.fees
    assert held.principal == usd("100000.00")


def test_interest_that_is_paid_out_is_left_alone_and_the_fee_billed(rosa, sven):
    fees(management_rate="0.02")
    investment = an_investment(interest_mode="pay_out")
    charged(rosa, sven)
    charge = FeeCharge.objects.get()
    assert (charge.billed, owed(investment).fees) == (usd("487.67"), usd("0.00"))
    with clock.at(date(2026, 4, 9)):
        receive_fee_bill(charge=charge, paid_on=date(2026, 4, 8), bank_reference="FEE-1", by=rosa)
        again = receive_fee_bill(charge=charge, paid_on=date(2026, 4, 8), bank_reference="FEE-1", by=rosa)
        with pytest.raises(IllegalState):
            receive_fee_bill(charge=charge, paid_on=date(2026, 4, 8), bank_reference="FEE-2", by=rosa)
    assert again.standing == "paid"
    receivable = [line for line in trial_balance(as_of=date(2026, 12, 31)) if "Receivable" in line.code]
    assert not any(line.debit - line.credit for line in receivable)


def test_a_fee_on_value_counts_interest_and_fees_on_principal_do_not(rosa, sven):
    investment = an_investment()
    fees(management_rate="0.0365", management_base=ManagementBase.VALUE)
    night(date(2026, 4, 1))
    night(date(2026, 4, 11))
    # 0.0365 a year is 0.01 % a day of what was owed at the end of the day before.
    days = [date(2026, 1, day) for day in range(1, 32)] + [date(2026, 2, day) for day in range(1, 29)]
    days += [date(2026, 3, day) for day in range(1, 32)] + [date(2026, 4, day) for day in range(1, 11)]
    value = sum((owed(investment, day).total.amount for day in days), Decimal(0)) / 10_000
    assert FeeStanding.objects.get().accrued == usd(str(round(value, 2)))


def test_a_schedule_of_later_is_not_for_investments_of_before_unless_it_says_so():
    investment = an_investment()
    fees(management_rate="0.02", valid_from=date(2026, 2, 1))
    night(date(2026, 3, 1))
    assert not FeeStanding.objects.exists()
    with clock.at(date(2026, 3, 1)):
        fees(management_rate="0.0365", valid_from=date(2026, 3, 2), applies_to_all=True)
    night(date(2026, 3, 12))
    standing = FeeStanding.objects.get()
    assert (standing.started_on, standing.accrued) == (date(2026, 3, 2), usd("100.00"))
    assert management_due(investment, as_of=date(2026, 3, 22)) == usd("200.00")


def test_a_clients_own_schedule_comes_first_and_is_nobody_elses():
    ours, others = an_investment(), an_investment()
    fees(management_rate="0.073", client=ours.client, applies_to_all=True)
    night(date(2026, 1, 11))
    assert list(FeeStanding.objects.values_list("investment", flat=True)) == [ours.pk]
    assert management_due(ours, as_of=date(2026, 1, 11)) == usd("200.00")
    assert management_due(others, as_of=date(2026, 1, 11)) == usd(0)


def test_a_night_without_fees_is_one_query():
    an_investment()
    fees(withdrawal_rate="0.01")
    with (
        clock.at(date(2026, 1, 5)),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        assert accrue_fees(as_of=date(2026, 1, 5), by=None) == 0
    assert len(queries) == 1


def test_a_night_again_adds_nothing_and_missed_nights_are_made_up_for():
    fees(management_rate="0.02")
    step, jump = an_investment(), an_investment()
    for day in range(2, 12):
        night(date(2026, 1, day))
    night(date(2026, 1, 11))
    FeeStanding.objects.filter(investment=jump).update(accrued_through=date(2026, 1, 1), parts=0)
    night(date(2026, 3, 20))
    assert len(set(FeeStanding.objects.values_list("parts", "accrued_through"))) == 1
    with pytest.raises(BadDate):
        accrue_fees(as_of=clock.today().replace(year=2090), by=None)
    assert step.pk


def test_performance_over_three_quarters_by_hand(rosa, sven):
    """+10,000, -4,000, +9,000 at 20 %: 2,000.00, nothing, 1,000.00; the mark rises to 10,000 and to 15,000."""
    fees(performance_rate="0.2")
    investment = an_investment()
    account = an_account(investment)
    earn(account, date(2026, 2, 3), "10000.00")
    charged(rosa, sven, interest=False)
    earn(account, date(2026, 5, 5), "-4000.00")
    with pytest.raises(NothingToCharge):
        charged(rosa, sven, until=date(2026, 6, 30), on=date(2026, 7, 1), interest=False)
    earn(account, date(2026, 8, 5), "9000.00")
    charged(rosa, sven, until=date(2026, 9, 30), on=date(2026, 10, 1), interest=False)
    assert [charge.amount for charge in FeeCharge.objects.order_by("until")] == [usd("2000.00"), usd("1000.00")]
    assert [one.mark for one in Crystallisation.objects.order_by("on")] == [usd("10000.00"), usd("15000.00")]
    with pytest.raises(NothingToCharge):
        charged(rosa, sven, until=date(2026, 6, 30), on=date(2026, 10, 2), interest=False)


def test_a_shared_account_earns_for_each_by_its_share(rosa, sven):
    fees(performance_rate="0.2")
    one, other = an_investment(), an_investment()
    account = an_account(one, share="0.6")
    map_account(investment=other, account=account, share=Decimal("0.4"), from_on=date(2026, 1, 1), by=None)
    earn(account, date(2026, 2, 3), "1000.00")
    charged(rosa, sven, interest=False)
    assert {c.investment_id: c.amount for c in FeeCharge.objects.all()} == {
        one.pk: usd("120.00"),
        other.pk: usd("80.00"),
    }


def test_charging_again_adds_nothing(rosa, sven):
    fees(management_rate="0.02", performance_rate="0.1")
    earn(an_account(an_investment()), date(2026, 2, 3), "500.00")
    run = charged(rosa, sven, interest=False)
    before = (FeeCharge.objects.count(), len(trial_balance(as_of=CHARGED)))
    with clock.at(CHARGED):
        assert work_fee_run(run=run.pk) == 0
        with pytest.raises(IllegalState):
            charge_fee_run(run=FeeRun.objects.get(), by=sven)
        with pytest.raises(NothingToCharge):
            prepare_fee_run(until=QUARTER, by=rosa)
    assert before == (FeeCharge.objects.count(), len(trial_balance(as_of=CHARGED)))


def test_a_run_killed_in_the_middle_goes_on_with_what_waits(rosa, sven, monkeypatch):
    fees(management_rate="0.02")
    investments = [an_investment() for _ in range(5)]
    night(CHARGED)
    with clock.at(CHARGED):
        run = prepare_fee_run(until=QUARTER, by=rosa)
        charge_fee_run(run=run, by=sven)
        real, calls = working.post_entries, []

        def dies(drafts, *, by):
            calls.append(len(drafts))
            posted = real(drafts, by=by)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return posted

        monkeypatch.setattr(working, "post_entries", dies)
        with pytest.raises(KeyboardInterrupt):
            work_fee_run(run=run.pk, chunk=2)
        assert FeeCharge.objects.count() == 2
        monkeypatch.setattr(working, "post_entries", real)
        work_fee_run(run=run.pk, chunk=2)
    assert FeeRun.objects.get().state == FeeRun.State.COMPLETE
    assert FeeCharge.objects.count() == len(investments)
    assert income() == {"Income:Fees:Management:BALANCE:USD": usd("2438.35")}


def test_whoever_prepared_a_run_cannot_charge_it_by_service_or_by_sql(rosa, sven):
    fees(management_rate="0.02")
    an_investment()
    night(CHARGED)
    with clock.at(CHARGED):
        run = prepare_fee_run(until=QUARTER, by=rosa)
        with pytest.raises(SecondPersonNeeded):
            charge_fee_run(run=run, by=rosa)
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeRun.objects.filter(pk=run.pk).update(state="charging", charged_by=rosa, charged_at=clock.now())
    assert FeeRun.objects.get().state == FeeRun.State.PREPARED
    assert not FeeCharge.objects.exists()


def test_one_run_to_a_day_is_open_and_a_cancelled_one_makes_room(rosa, sven):
    fees(management_rate="0.02")
    an_investment()
    night(CHARGED)
    with clock.at(CHARGED):
        run = prepare_fee_run(until=QUARTER, by=rosa)
        with pytest.raises(IllegalState):
            prepare_fee_run(until=QUARTER, by=sven)
        cancel_fee_run(run=run, by=rosa)
        with pytest.raises(IllegalState):
            charge_fee_run(run=run, by=sven)
        assert prepare_fee_run(until=QUARTER, by=sven).state == FeeRun.State.PREPARED


@pytest.mark.parametrize(
    ("until", "value_on"),
    [(date(2026, 3, 30), CHARGED), (QUARTER, date(2026, 3, 30)), (QUARTER, date(2026, 4, 3))],
)
def test_dates_of_a_run_are_checked(until, value_on):
    with clock.at(CHARGED), pytest.raises(BadDate):
        prepare_fee_run(until=until, value_on=value_on, by=None)


def test_a_row_that_is_no_longer_as_previewed_is_skipped_with_the_reason(rosa, sven):
    fees(performance_rate="0.2")
    account = an_account(an_investment())
    earn(account, date(2026, 2, 3), "1000.00")
    night(CHARGED)
    with clock.at(CHARGED):
        run = prepare_fee_run(until=QUARTER, by=rosa)
        earn(account, date(2026, 2, 4), "50.00")
        charge_fee_run(run=run, by=sven)
        work_fee_run(run=run.pk)
    row = FeeRunRow.objects.get()
    assert (row.state, FeeRun.objects.get().state) == ("skipped", "complete")
    assert "210.00 USD instead of 200.00 USD" in row.reason


def test_a_closed_period_skips_and_says_so(rosa, sven):
    fees(management_rate="0.02")
    an_investment()
    night(CHARGED)
    with clock.at(date(2026, 5, 4)):
        run = prepare_fee_run(until=QUARTER, value_on=CHARGED, by=rosa)
        close_period(until=date(2026, 4, 30), by=None)
        charge_fee_run(run=run, by=sven)
        work_fee_run(run=run.pk)
    assert "closed" in FeeRunRow.objects.get().reason
    assert not FeeCharge.objects.exists()


def test_a_reversal_gives_back_and_is_charged_anew_or_let_off(rosa, sven):
    fees(management_rate="0.02")
    investment = an_investment()
    charged(rosa, sven)
    charge = FeeCharge.objects.get()
    with clock.at(date(2026, 4, 10)):
        with pytest.raises(SecondPersonNeeded):
            reverse_charge(charge=charge, value_on=date(2026, 4, 10), reason="Wrong", by=sven)
        with pytest.raises(NotReversible):
            reverse_charge(charge=charge, value_on=date(2026, 4, 10), reason=" ", by=rosa)
        with pytest.raises(BadDate):
            reverse_charge(charge=charge, value_on=date(2026, 4, 1), reason="Wrong", by=rosa)
        reverse_charge(charge=charge, value_on=date(2026, 4, 9), reason="Wrong rate", charge_again=True, by=rosa)
        with pytest.raises(NotReversible):
            reverse_charge(charge=charge, value_on=date(2026, 4, 9), reason="Again", by=rosa)
    assert owed(investment, date(2026, 4, 8)).fees == usd("487.67")
    assert owed(investment, date(2026, 4, 9)).fees == usd(0)
    second = charged(rosa, sven, on=date(2026, 4, 11))
    assert second.rows.get().amount == usd("487.67")
    newest = FeeCharge.objects.get(reversed_on=None)
    with clock.at(date(2026, 4, 12)):
        reverse_charge(charge=newest, value_on=date(2026, 4, 12), reason="Goodwill", by=rosa)
    with pytest.raises(NothingToCharge):
        charged(rosa, sven, on=date(2026, 4, 12))


def test_a_reversed_performance_fee_takes_its_mark_back_where_it_is_charged_again(rosa, sven):
    fees(performance_rate="0.2")
    earn(an_account(an_investment()), date(2026, 2, 3), "1000.00")
    charged(rosa, sven, interest=False)
    with clock.at(date(2026, 4, 10)):
        reverse_charge(
            charge=FeeCharge.objects.get(), value_on=CHARGED, reason="Wrong account", charge_again=True, by=rosa
        )
    charged(rosa, sven, until=date(2026, 6, 30), on=date(2026, 7, 2), interest=False)
    assert FeeCharge.objects.get(reversed_on=None).amount == usd("200.00")


def test_a_fees_figures_cannot_be_changed_or_deleted(rosa, sven):
    fees(management_rate="0.02")
    an_investment()
    charged(rosa, sven, interest=False)
    for change in ({"amount_minor": 1, "interest_minor": 1}, {"entry": 1}, {"until": date(2026, 1, 31)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeCharge.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeCharge.objects.all()._raw_delete(using="default")


def test_monthly_and_yearly_fees_come_at_their_time(rosa, sven):
    fees(management_rate="0.02", charged_every=Every.MONTH, taken_from=TakenFrom.BILL)
    an_investment()
    for until, on in ((date(2026, 1, 31), date(2026, 2, 1)), (date(2026, 2, 28), date(2026, 3, 1))):
        charged(rosa, sven, until=until, on=on, interest=False)
    # 30 and 28 days of 365: 164.38 and, of 317.81 in all, 153.43.
    assert [one.billed for one in FeeCharge.objects.order_by("until")] == [usd("164.38"), usd("153.43")]


def test_billed_fees_count_for_the_firm_and_are_no_performance(rosa, sven):
    """Taken from interest a fee lowers what is owed; billed it has a line of its own. The firm has each once."""
    fees(management_rate="0.02")
    an_investment()
    an_investment(interest_mode="pay_out")
    night(CHARGED)
    before = fund_against_reality(as_of=CHARGED)
    charged(rosa, sven)
    after = fund_against_reality(as_of=CHARGED)
    assert after.income == (("Fees billed to clients", usd("487.67")),)
    assert after.total.performance == before.total.performance
    assert after.net_profitability - before.net_profitability == usd("975.34")
    with clock.at(date(2026, 4, 9)):
        bill = FeeCharge.objects.get(billed_minor__gt=0)
        reverse_charge(charge=bill, value_on=date(2026, 4, 9), reason="Goodwill", by=rosa)
    assert fund_against_reality(as_of=date(2026, 4, 9)).income == ()
    assert fund_against_reality(as_of=date(2026, 4, 8)).income == after.income
