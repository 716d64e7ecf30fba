"""Proof of a stretch of the chain, and of a period's totals: what a closing looks at, month by month."""

from datetime import date

from django.db import transaction

from accounts.ledger.services.verify import Verification, check_chain, read

# Days and months that begin within the period; the legs are read once.
_WRONG = """
    with leg as materialized (
        select account_id, value_on, sum(amount) as amount from ledger_leg
        where value_on between %s and %s group by 1, 2
    ), day as (
        select account_id, day as begins, amount from ledger_day_total where day between %s and %s
    ), month as (
        select account_id, month as begins, amount from ledger_month_total where month between %s and %s
    ), summed as (
        select account_id, date_trunc('month', value_on)::date as begins, sum(amount) as amount from leg group by 1, 2
    )
    select coalesce(a.code, 'account ' || account_id), what, begins, kept, summed from (
        select 'day' as what, account_id, begins, coalesce(d.amount, 0) as kept, coalesce(l.amount, 0) as summed
        from day d full join (select account_id, value_on as begins, amount from leg) l using (account_id, begins)
        union all
        select 'month', account_id, begins, coalesce(m.amount, 0), coalesce(s.amount, 0)
        from month m full join summed s using (account_id, begins)
    ) found left join ledger_account a on a.id = account_id
    where kept <> summed order by 1, 2, 3 limit 20
"""


def prove_seals(*, after: tuple[int, bytes], most: int) -> Verification:
    """Recompute up to `most` links after a seal whose number and hash are known to hold; 0 and 32 zero bytes begin."""
    number, hash_ = after
    result = Verification(newest=number, hash=hash_)
    with transaction.atomic():
        stored = read("select hash from ledger_seal where number = %s", [number])
        if number and [bytes(row[0]) for row in stored] != [hash_]:
            result.findings.append(f"seal {number} is not the one that was proved before")
            return result
        (last,) = read("select coalesce(max(number), 0) from ledger_seal")[0]
        check_chain(result, None, min(last, number + most))
    return result


def wrong_totals(*, start: date, until: date) -> list[str]:
    """Sentences about totals of whole months from `start` to `until` that are not the sums of their legs."""
    return [
        f"the total of {code} for the {what} of {begins} is {kept} minor units, but its legs sum to {summed}"
        for code, what, begins, kept, summed in read(_WRONG, [start, until] * 3)
    ]
