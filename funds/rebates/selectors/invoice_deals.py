"""Every deal that an invoice is made of, for the broker's own count."""

from django.db.models import QuerySet

from funds.rebates.models import RebatedDeal, RebateInvoice

DEALS = ("Deal", "Account", "Server day", "Symbol", "Direction", "Lots", "Rebate, exact", "Currency")


def deals_of(invoice: RebateInvoice) -> list[tuple]:
    """A line for each deal, under the heads of DEALS."""
    pairs: QuerySet = invoice.lines.values_list("run_id", "agreement_id", "month")
    wanted = set(pairs)
    counted = RebatedDeal.objects.filter(run_id__in={run for run, _, _ in wanted})
    rows = counted.select_related("deal__account", "terms__agreement").order_by("dealt_on", "deal__ticket")
    return [
        (
            row.deal.number, str(row.deal.account.login), row.dealt_on, row.deal.symbol, row.deal.direction,
            f"{row.lots.normalize():f}", f"{row.earned.normalize():f}", invoice.currency,
        )
        for row in rows.iterator(chunk_size=2000)
        if (row.run_id, row.terms.agreement_id, row.dealt_on.replace(day=1)) in wanted
    ]  # fmt: skip
