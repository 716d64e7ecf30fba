"""What an invented client, investment and account are made of; the published case, the staff and the prospects.

Every name says that it is invented. Months count back from the day on which the demo ends.
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class DemoAccount:
    """A MetaTrader 5 account: what it takes in, earns and gives back by the day the demo ends."""

    broker: str
    server: str
    login: int
    earns: Decimal
    withdrawn: Decimal = Decimal(0)


@dataclass(frozen=True)
class DemoInvestment:
    """One investment; `months_ago` counts from its funding to the end of the demo."""

    product: str
    principal: Decimal
    months_ago: int
    day: int
    interest: str = "keep"
    custom_rate: Decimal | None = None
    account: DemoAccount | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class DemoClient:
    """A client with the address a statement is sent to."""

    name: str
    kind: str
    address: str
    country: str
    investments: tuple[DemoInvestment, ...] = field(default=())
    kyc: str = "cleared"
    has_login: bool = False
    reporting: str = "USD"


BROKERS = {
    "north": ("Example Markets", "ExampleMarkets-Live"),
    "south": ("Sample Brokers", "SampleBrokers-Live02"),
    "east": ("Muster Trading", "MusterTrading-Real"),
}


def account(broker: str, login: int, earns: str, withdrawn: str = "0") -> DemoAccount:
    name, server = BROKERS[broker]
    return DemoAccount(name, server, login, Decimal(earns), Decimal(withdrawn))


def put(product: str, principal: str, months_ago: int, day: int, **rest: object) -> DemoInvestment:
    return DemoInvestment(product, Decimal(principal), months_ago, day, **rest)


# The predecessor's own published report, to the cent: deposit = principal, profit now 574,448.65 + 286,000.00 taken.
PUBLISHED_PRINCIPAL = Decimal("1263485.40")
PUBLISHED_ACCOUNT = account("north", 70014471, "860448.65", "286000.00")
PUBLISHED_DAYS_EARNING = 98

STAFF: tuple[tuple[str, str, str], ...] = (
    ("administrator", "Alma Keyholder", "admin@fidus.example"),
    ("back_office", "Petra Officer", "petra.officer@fidus.example"),
    ("back_office", "Rosa Approver", "rosa.approver@fidus.example"),
    ("compliance_officer", "Olu Second", "olu.second@fidus.example"),
    ("compliance_officer", "Ines Checker", "ines.checker@fidus.example"),
    ("trader", "Theo Desk", "theo.desk@fidus.example"),
    ("trader", "Tara Desk", "tara.desk@fidus.example"),
    ("strategy_developer", "Sela Signal", "sela.signal@fidus.example"),
    ("analyst", "Nora Quant", "nora.quant@fidus.example"),
    ("viewer", "Vera Reader", "vera.reader@fidus.example"),
)

PROSPECTS: tuple[tuple[str, str, str, str, str], ...] = (
    # name, kind, state, expected amount, source
    ("Ivo Prospect", "person", "negotiation", "250000", "Referral by Ada Example"),
    ("Jun Lead", "person", "lead", "60000", "Website"),
    ("Hypothetical Ventures AG", "company", "negotiation", "1200000", "Conference in Zürich"),
    ("Maybe Later Ltd", "company", "lead", "400000", "Cold call"),
    ("Petra Perhaps", "person", "lead", "35000", "Website"),
    ("Carl Couldbe", "person", "lost", "110000", "Referral by Bruno Sample"),
    ("Nina Notyet", "person", "lead", "150000", "Newsletter"),
)
