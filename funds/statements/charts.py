"""The statement's drawings as SVG. Colours and fonts are attributes: the renderer applies no sheet inside an SVG."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from html import escape

from funds.statements import words
from funds.statements.figures import Holding, MonthEnd

INK, SOFT, PETROL, PALE, HAIR, RULE = "#14202b", "#56626e", "#123f4a", "#b9c9cd", "#e4e8ec", "#cfd6dc"
SERIES = ("#123f4a", "#4d8588", "#a5813f", "#7b6a94", "#5f7a45", "#98503f")


def colour(place: int) -> str:
    """The colour of the investment at `place`; the seventh begins again with the first."""
    return SERIES[place % len(SERIES)]


def allocation_bar(holdings: Sequence[Holding]) -> str:
    """One bar, 1000 wide, cut in proportion to the shares, with a hair of paper between the pieces."""
    shown = [(place, line) for place, line in enumerate(holdings) if line.share]
    if not shown:
        return ""
    title = "Allocation: " + ", ".join(f"{line.product} {line.share} percent" for _, line in shown)
    left, pieces = Decimal(0), []
    for place, line in shown:
        width = line.share * 10
        gap = 3 if line is not shown[-1][1] else 0
        drawn = max(width - gap, Decimal("0.6"))
        pieces.append(f'<rect fill="{colour(place)}" x="{left:.1f}" y="0" width="{drawn:.1f}" height="20"/>')
        left += width
    return (
        f'<svg viewBox="0 0 1000 20" preserveAspectRatio="none"><title>{escape(title)}</title>{"".join(pieces)}</svg>'
    )


def growth_columns(months: Sequence[MonthEnd], currency: str, *, height: int = 152) -> str:
    """Stacked columns of principal and accrued interest; 226 wide."""
    highest = max((month.value for month in months), default=Decimal(0))
    step, steps = axis(highest)
    base, left, top, right = Decimal(height - 14), Decimal(27), Decimal("14.2"), Decimal(226)
    scale = (base - top) / (step * steps)
    parts = []
    for tick in range(steps + 1):
        y = base - step * tick * scale
        stroke = f'stroke="{INK}" stroke-width="0.8"' if tick == 0 else f'stroke="{HAIR}" stroke-width="0.5"'
        parts.append(f'<path d="M{left} {y:.1f}H{right}" {stroke}/>')
        label = brief(step * tick, step, step * steps)
        parts.append(f'<text x="22" y="{y + Decimal("2.4"):.1f}" text-anchor="end">{label}</text>')
    slot = (right - left) / max(len(months), 6)
    wide = slot * Decimal("0.65")
    for place, month in enumerate(months):
        parts += _column(month, left + slot * place, slot, wide, base, scale, last=place == len(months) - 1)
    parts += _legend()
    title = (
        f"Column chart of principal and accrued interest at the end of {len(months)} months, "
        f"at last {words.amount(highest if not months else months[-1].value)} {words.currency(currency)}; "
        "the table beside it gives the figures"
    )
    return (
        f'<svg viewBox="0 0 226 {height}" style="height: {height}pt"><title>{escape(title)}</title>'
        f'<g font-family="Inter" font-size="7" fill="{SOFT}">{"".join(parts)}</g></svg>'
    )


def _column(
    month: MonthEnd, left: Decimal, slot: Decimal, wide: Decimal, base: Decimal, scale: Decimal, *, last: bool
) -> list[str]:
    x, middle = left + (slot - wide) / 2, left + slot / 2
    parts = []
    principal, interest = max(month.principal, Decimal(0)) * scale, max(month.interest, Decimal(0)) * scale
    if principal:
        top = base - principal
        parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{principal:.1f}" fill="{PALE}"/>')
    if interest:
        tall = max(interest, Decimal("0.3"))
        top = base - principal - tall
        parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{PETROL}"/>')
    style = f' fill="{INK}" font-weight="600"' if last else ""
    parts.append(f'<text x="{middle:.1f}" y="{base + 10:.1f}" text-anchor="middle"{style}>{month.on:%b}</text>')
    return parts


def _legend() -> list[str]:
    """Above the columns, where none can reach."""
    return [
        f'<rect x="27" y="0" width="6" height="6" fill="{PETROL}"/><text x="36" y="5.7">accrued interest</text>',
        f'<rect x="102" y="0" width="6" height="6" fill="{PALE}"/><text x="111" y="5.7">principal</text>',
    ]


def axis(highest: Decimal) -> tuple[Decimal, int]:
    """A step of 1, 2 or 5 times a power of ten, and how many steps (at most 5) reach `highest`."""
    if highest <= 0:
        return Decimal(1000), 4
    power = Decimal(10) ** (highest.adjusted() - 1)
    for factor in (1, 2, 5, 10, 20, 50):
        step = power * factor
        steps = int((highest / step).to_integral_value(ROUND_CEILING))
        if steps <= 5:
            return step, steps
    raise AssertionError("fifty times a tenth of the magnitude always suffices")


def brief(value: Decimal, step: Decimal, top: Decimal) -> str:
    """0, 250 k, 1.5 m: in the unit of the axis' top, as short as its step allows."""
    if value == 0:
        return "0"
    for unit, name in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")):
        if top >= unit:
            places = max(0, -int((step / unit).normalize().as_tuple().exponent))
            return f"{value / unit:.{places}f}{words.NBSP}{name}"
    return f"{value.normalize():f}"


def timeline(stops: Sequence[tuple[str, date]], *, earns_from: date | None, today: date) -> str:
    """Stops from first to last on a line, dashed while incubating, solid to `today`, grey after; 468 by 40."""
    width, edge = Decimal(468), Decimal(2)
    first, last = stops[0][1], stops[-1][1]
    span = max((last - first).days, 1)

    def at(day: date) -> Decimal:
        inside = min(max(day, first), last)
        return edge + (width - 2 * edge) * (inside - first).days / span

    parts = [f'<path d="M{edge} 18H{width - edge}" stroke="{RULE}" stroke-width="2"/>']
    dashed_to = min(earns_from or today, today)
    if dashed_to > first:
        dash = f'stroke="{PETROL}" stroke-width="2" stroke-dasharray="2 2.4"'
        parts.append(f'<path d="M{edge} 18H{at(dashed_to):.1f}" {dash}/>')
    if today > dashed_to:
        parts.append(f'<path d="M{at(dashed_to):.1f} 18H{at(today):.1f}" stroke="{PETROL}" stroke-width="2"/>')
    title = "Timeline: " + ", ".join(f"{name} {words.long(day)}" for name, day in stops)
    for name, day, x, anchor in _placed(stops, at, width):
        dot = min(max(at(day), Decimal("3.6")), width - Decimal("3.6"))
        fill = "#fff" if day > today else PETROL
        parts.append(
            f'<circle cx="{dot:.1f}" cy="18" r="3.2" fill="{fill}" stroke="{PETROL}" stroke-width="1.2"/>'
            f'<text fill="{INK}" font-weight="600" x="{x:.1f}" y="9" text-anchor="{anchor}">{escape(name)}</text>'
            f'<text x="{x:.1f}" y="33" text-anchor="{anchor}">{words.short(day)}</text>'
        )
    return (
        f'<svg viewBox="0 0 468 40"><title>{escape(title)}</title>'
        f'<g font-family="Inter" font-size="7" fill="{SOFT}">{"".join(parts)}</g></svg>'
    )


def _placed(stops, at, width):  # type: ignore[no-untyped-def]
    """The stops with a place for their words: the first and last at the edges, the others kept apart by 68."""
    apart = Decimal(68)
    places = [at(day) for _, day in stops]
    for index in range(1, len(places)):
        least = places[index - 1] + (apart if index > 1 else Decimal(82))
        places[index] = max(places[index], least)
    for index in range(len(places) - 1, 0, -1):
        limit = width if index == len(places) - 1 else places[index + 1] - (apart if index < len(places) - 2 else 82)
        places[index] = min(places[index], limit)
    for index, (name, day) in enumerate(stops):
        anchor = "start" if index == 0 else "end" if index == len(stops) - 1 else "middle"
        x = Decimal(0) if index == 0 else width if index == len(stops) - 1 else places[index]
        yield name, day, x, anchor
