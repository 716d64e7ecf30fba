"""How much care a client needs: points out of 100 with the inputs they come from, and three ratings."""

from dataclasses import asdict, dataclass
from decimal import Decimal

# FATF, "High-Risk Jurisdictions subject to a Call for Action" and "Jurisdictions under Increased Monitoring",
# both of 24 October 2025. Whoever updates them updates the date that people read.
LISTS_OF = "24 Oct 2025"
CALL_FOR_ACTION = frozenset({"IR", "KP", "MM"})
INCREASED_MONITORING = frozenset(
    {"AO", "BG", "BO", "CD", "CI", "CM", "DZ", "HT", "KE", "LA", "LB", "MC", "NA", "NP", "SS", "SY", "VE", "VG", "VN",
     "YE"}
)  # fmt: skip

# Units that make about one US dollar: coarse and rarely touched, good for a band of risk and for nothing else.
_UNITS_A_DOLLAR: dict[str, int] = {
    "INR": 85, "AED": 4, "CZK": 22, "DKK": 7, "HKD": 8, "HUF": 350, "MXN": 19, "NOK": 10, "PLN": 4, "SEK": 10,
    "ZAR": 18, "JPY": 150, "KRW": 1400,
}  # fmt: skip
_AMOUNT_POINTS = ((Decimal(1_000_000), 25), (Decimal(250_000), 15), (Decimal(50_000), 8))

MEDIUM_FROM = 30
HIGH_FROM = 55


@dataclass(frozen=True, slots=True)
class Factor:
    name: str
    value: str
    points: int
    of: int


@dataclass(frozen=True, slots=True)
class Risk:
    rating: str
    points: int
    factors: tuple[Factor, ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def rate(
    *, kind: str, country: str, pep_declared: bool | None, amount: Decimal | None = None, currency: str = "USD"
) -> Risk:
    """Add up the points, what is unknown counting too; a public office or a call for action is high anyway."""
    factors = (_country(country), _office(pep_declared), _amount(amount, currency), _kind(kind))
    points = sum(factor.points for factor in factors)
    if country in CALL_FOR_ACTION or pep_declared or points >= HIGH_FROM:
        return Risk("high", points, factors)
    return Risk("medium" if points >= MEDIUM_FROM else "low", points, factors)


def _country(country: str) -> Factor:
    if not country:
        return Factor("Country", "not known", 20, 35)
    if country in CALL_FOR_ACTION:
        return Factor("Country", f"{country}, FATF call for action", 35, 35)
    if country in INCREASED_MONITORING:
        return Factor("Country", f"{country}, FATF increased monitoring", 25, 35)
    return Factor("Country", f"{country}, on no FATF list", 0, 35)


def _office(declared: bool | None) -> Factor:
    if declared is None:
        return Factor("Public office", "not declared yet", 15, 30)
    return Factor("Public office", "declared", 30, 30) if declared else Factor("Public office", "none declared", 0, 30)


def _amount(amount: Decimal | None, currency: str) -> Factor:
    if amount is None:
        return Factor("Expected amount", "not known", 8, 25)
    dollars = amount / _UNITS_A_DOLLAR.get(currency, 1)
    points = next((points for least, points in _AMOUNT_POINTS if dollars >= least), 0)
    return Factor("Expected amount", f"{amount:,f} {currency}", points, 25)


def _kind(kind: str) -> Factor:
    return (
        Factor("Kind of client", "company", 10, 10) if kind == "company" else Factor("Kind of client", "person", 0, 10)
    )
