"""The invented people and companies of the demo firm, their investments and the accounts that trade them.

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


BROKERS = {
    "north": ("Example Markets", "ExampleMarkets-Live"),
    "south": ("Sample Brokers", "SampleBrokers-Live02"),
    "east": ("Muster Trading", "MusterTrading-Real"),
}


def _account(broker: str, login: int, earns: str, withdrawn: str = "0") -> DemoAccount:
    name, server = BROKERS[broker]
    return DemoAccount(name, server, login, Decimal(earns), Decimal(withdrawn))


def _put(product: str, principal: str, months_ago: int, day: int, **rest: object) -> DemoInvestment:
    return DemoInvestment(product, Decimal(principal), months_ago, day, **rest)


# The predecessor's own published report, to the cent: deposit = principal, profit now 574,448.65 + 286,000.00 taken.
PUBLISHED_PRINCIPAL = Decimal("1263485.40")
PUBLISHED_ACCOUNT = _account("north", 70014471, "860448.65", "286000.00")
PUBLISHED_DAYS_EARNING = 98

CLIENTS: tuple[DemoClient, ...] = (
    DemoClient(
        "Bruno Sample",
        "person",
        "3 Pattern Close\nManchester M1 9ZZ\nUnited Kingdom",
        "GB",
        (
            _put(
                "BALANCE",
                "150000",
                11,
                6,
                interest="pay_out",
                account=_account("north", 70014480, "171004.62", "33000"),
            ),
        ),
        has_login=True,
    ),
    DemoClient(
        "Chidi Placeholder",
        "person",
        "88 Mock Street\nLagos 100001\nNigeria",
        "NG",
        (
            _put(
                "CORE", "250000", 14, 12, interest="pay_out", account=_account("north", 70014492, "198310.05", "45000")
            ),
        ),
    ),
    DemoClient(
        "Dora Specimen",
        "person",
        "Musterweg 5\n10115 Berlin\nGermany",
        "DE",
        (_put("CORE", "75000", 10, 3, account=_account("south", 31100093, "81114.90")),),
    ),
    DemoClient(
        "Emil Muster",
        "person",
        "Beispielgasse 12\n1010 Wien\nAustria",
        "AT",
        (
            _put(
                "DYNAMIC",
                "400000",
                12,
                20,
                interest="pay_out",
                account=_account("south", 31100108, "512880.41", "98000"),
            ),
        ),
    ),
    DemoClient(
        "Fatima Template",
        "person",
        "7 Draft Lane\nDubai\nUnited Arab Emirates",
        "AE",
        (_put("DYNAMIC", "120000", 8, 14, account=_account("south", 31100115, "97455.36")),),
    ),
    DemoClient(
        "Grace Demo Foundation",
        "company",
        "1 Charter Mews\nLondon EC1A 9ZZ\nUnited Kingdom",
        "GB",
        (
            _put(
                "UNLIMITED",
                "2000000",
                15,
                2,
                custom_rate=Decimal("0.02"),
                interest="pay_out",
                account=_account("east", 55008820, "2467300.00", "520000"),
            ),
        ),
    ),
    DemoClient(
        "Northlight Family Holding Example GmbH & Co. KG",
        "company",
        "Modellallee 101\n80331 München\nGermany",
        "DE",
        (
            _put(
                "BALANCE",
                "900000",
                16,
                9,
                interest="pay_out",
                account=_account("east", 55008833, "1014220.18", "225000"),
            ),
            _put("CORE", "300000", 5, 18, account=_account("east", 55008841, "250020.77")),
        ),
        has_login=True,
    ),
    DemoClient(
        "Hana Fiktiv",
        "person",
        "Vzorová 4\n110 00 Praha\nCzechia",
        "CZ",
        (_put("BALANCE", "105000", 9, 28, account=_account("north", 70014515, "112920.64")),),
    ),
    DemoClient(
        "Ivy Sampleton",
        "person",
        "22 Trial Avenue\nBristol BS1 9ZZ\nUnited Kingdom",
        "GB",
        (_put("CORE", "60000", 13, 17, interest="pay_out", account=_account("north", 70014523, "63115.10", "9000")),),
    ),
    DemoClient(
        "Juno Prototype",
        "person",
        "9 Blueprint Road\nDublin D02 ZZ99\nIreland",
        "IE",
        (_put("DYNAMIC", "220000", 7, 31, account=_account("south", 31100121, "-8340.55")),),
    ),
    DemoClient(
        "Kofi Exemplar",
        "person",
        "15 Model Crescent\nAccra\nGhana",
        "GH",
        (_put("CORE", "110000", 6, 5, account=_account("north", 70014538, "99402.33")),),
    ),
    DemoClient(
        "Lena Musterfrau",
        "person",
        "Probestraße 77\n20095 Hamburg\nGermany",
        "DE",
        (
            _put(
                "BALANCE",
                "320000",
                10,
                22,
                interest="pay_out",
                account=_account("east", 55008856, "341730.48", "56000"),
            ),
        ),
    ),
    DemoClient(
        "Mock & Daughters Trading Ltd",
        "company",
        "40 Invented Wharf\nLiverpool L1 9ZZ\nUnited Kingdom",
        "GB",
        (
            _put(
                "DYNAMIC",
                "500000",
                9,
                11,
                interest="pay_out",
                account=_account("east", 55008862, "521544.90", "122500"),
            ),
        ),
    ),
    DemoClient(
        "Nils Attrapp",
        "person",
        "Provgatan 8\n111 20 Stockholm\nSweden",
        "SE",
        (_put("CORE", "95000", 4, 26, account=_account("south", 31100134, "72870.12")),),
    ),
    DemoClient(
        "Olga Obrazets",
        "person",
        "Ulica Próbna 19\n00-001 Warszawa\nPoland",
        "PL",
        (_put("BALANCE", "140000", 12, 8, account=_account("north", 70014544, "188602.81")),),
    ),
    DemoClient(
        "Paolo Esempio",
        "person",
        "Via Campione 6\n20121 Milano\nItaly",
        "IT",
        (_put("BALANCE", "275000", 3, 15, account=_account("south", 31100147, "206190.04")),),
    ),
    DemoClient(
        "Quinn Standin",
        "person",
        "5 Understudy Yard\nEdinburgh EH1 9ZZ\nUnited Kingdom",
        "GB",
        (_put("CORE", "50000", 16, 24, account=_account("north", 70014557, "65244.70")),),
    ),
    DemoClient(
        "Rajiv Namoona",
        "person",
        "14 Nakli Marg\nMumbai 400001\nIndia",
        "IN",
        (
            _put(
                "DYNAMIC",
                "180000",
                11,
                30,
                interest="pay_out",
                account=_account("south", 31100155, "179031.26", "56700"),
            ),
        ),
    ),
    DemoClient(
        "Sofia Ejemplo",
        "person",
        "Calle Muestra 33\n28001 Madrid\nSpain",
        "ES",
        (_put("CORE", "130000", 8, 2, account=_account("north", 70014563, "116011.59")),),
    ),
    DemoClient(
        "Tove Prøve",
        "person",
        "Eksempelvej 21\n1050 København\nDenmark",
        "DK",
        (_put("BALANCE", "210000", 2, 10, account=_account("east", 55008871, "91180.00")),),
    ),
    DemoClient(
        "Umbrella Pretend Partners LLP",
        "company",
        "2 Fable Court\nLeeds LS1 9ZZ\nUnited Kingdom",
        "GB",
        (
            _put(
                "UNLIMITED",
                "1750000",
                7,
                19,
                custom_rate=Decimal("0.0275"),
                account=_account("east", 55008884, "1839480.02"),
            ),
            _put("CORE", "200000", 1, 9, account=_account("east", 55008890, "0")),
        ),
    ),
    DemoClient(
        "Viktor Schablone",
        "person",
        "Vorlagenplatz 2\n8001 Zürich\nSwitzerland",
        "CH",
        (
            _put(
                "BALANCE",
                "165000",
                14,
                29,
                interest="pay_out",
                account=_account("south", 31100162, "170204.18", "49500"),
            ),
        ),
    ),
    # On the way in: money promised, papers not yet complete.
    DemoClient(
        "Wanda Preview",
        "person",
        "61 Teaser Terrace\nCardiff CF10 9ZZ\nUnited Kingdom",
        "GB",
        (_put("CORE", "80000", 0, 3),),
        kyc="submitted",
        has_login=True,
    ),
    DemoClient(
        "Yara Draft",
        "person",
        "Rua Rascunho 10\n1100-001 Lisboa\nPortugal",
        "PT",
        (_put("BALANCE", "110000", 0, 4),),
        kyc="collecting",
        has_login=True,
    ),
)

STAFF: tuple[tuple[str, str, str], ...] = (
    ("administrator", "Alma Keyholder", "admin@fidus.example"),
    ("back_office", "Petra Officer", "petra.officer@fidus.example"),
    ("back_office", "Rosa Approver", "rosa.approver@fidus.example"),
    ("compliance_officer", "Olu Second", "olu.second@fidus.example"),
    ("compliance_officer", "Ines Checker", "ines.checker@fidus.example"),
    ("trader", "Theo Desk", "theo.desk@fidus.example"),
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
