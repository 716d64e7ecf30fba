"""The clients of the demo firm: who they are, what they put in and the account that trades it."""

from decimal import Decimal

from fidus.demo.people import DemoClient, account, put

CLIENTS: tuple[DemoClient, ...] = (
    DemoClient(
        "Bruno Sample", "person", "3 Pattern Close\nManchester M1 9ZZ\nUnited Kingdom", "GB",
        (put("BALANCE", "150000", 11, 6, interest="pay_out",
              account=account("north", 70014480, "171004.62", "33000")),),
        has_login=True,
    ),
    DemoClient(
        "Chidi Placeholder", "person", "88 Mock Street\nLagos 100001\nNigeria", "NG",
        (put("CORE", "250000", 14, 12, interest="pay_out",
              account=account("north", 70014492, "198310.05", "45000")),),
    ),
    DemoClient(
        "Dora Specimen", "person", "Musterweg 5\n10115 Berlin\nGermany", "DE",
        (put("CORE", "75000", 10, 3, account=account("south", 31100093, "81114.90")),),
    ),
    DemoClient(
        "Emil Muster", "person", "Beispielgasse 12\n1010 Wien\nAustria", "AT",
        (put("DYNAMIC", "400000", 12, 20, interest="pay_out",
              account=account("south", 31100108, "512880.41", "98000")),),
    ),
    DemoClient(
        "Fatima Template", "person", "7 Draft Lane\nDubai\nUnited Arab Emirates", "AE",
        (put("DYNAMIC", "120000", 8, 14, account=account("south", 31100115, "97455.36")),),
    ),
    DemoClient(
        "Grace Demo Foundation", "company", "1 Charter Mews\nLondon EC1A 9ZZ\nUnited Kingdom", "GB",
        (put("UNLIMITED", "2000000", 15, 2, custom_rate=Decimal("0.02"), interest="pay_out",
              account=account("east", 55008820, "2467300.00", "520000")),),
    ),
    DemoClient(
        "Northlight Family Holding Example GmbH & Co. KG", "company", "Modellallee 101\n80331 München\nGermany", "DE",
        (put("BALANCE", "900000", 16, 9, interest="pay_out",
              account=account("east", 55008833, "1014220.18", "225000")),
         put("CORE", "300000", 5, 18, account=account("east", 55008841, "250020.77"))),
        has_login=True, reporting="EUR",
    ),
    DemoClient(
        "Hana Fiktiv", "person", "Vzorová 4\n110 00 Praha\nCzechia", "CZ",
        (put("BALANCE", "105000", 9, 28, account=account("north", 70014515, "112920.64")),),
    ),
    DemoClient(
        "Ivy Sampleton", "person", "22 Trial Avenue\nBristol BS1 9ZZ\nUnited Kingdom", "GB",
        (put("CORE", "60000", 13, 17, interest="pay_out",
              account=account("north", 70014523, "63115.10", "9000")),),
    ),
    DemoClient(
        "Juno Prototype", "person", "9 Blueprint Road\nDublin D02 ZZ99\nIreland", "IE",
        (put("DYNAMIC", "220000", 7, 31, account=account("south", 31100121, "-8340.55")),),
    ),
    DemoClient(
        "Kofi Exemplar", "person", "15 Model Crescent\nAccra\nGhana", "GH",
        (put("CORE", "110000", 6, 5, account=account("north", 70014538, "99402.33")),),
    ),
    DemoClient(
        "Lena Musterfrau", "person", "Probestraße 77\n20095 Hamburg\nGermany", "DE",
        (put("BALANCE", "320000", 10, 22, interest="pay_out",
              account=account("east", 55008856, "341730.48", "56000")),),
    ),
    DemoClient(
        "Mock & Daughters Trading Ltd", "company", "40 Invented Wharf\nLiverpool L1 9ZZ\nUnited Kingdom", "GB",
        (put("DYNAMIC", "500000", 9, 11, interest="pay_out",
              account=account("east", 55008862, "521544.90", "122500")),),
    ),
    DemoClient(
        "Nils Attrapp", "person", "Provgatan 8\n111 20 Stockholm\nSweden", "SE",
        (put("CORE", "95000", 4, 26, account=account("south", 31100134, "72870.12")),),
    ),
    DemoClient(
        "Olga Obrazets", "person", "Ulica Próbna 19\n00-001 Warszawa\nPoland", "PL",
        (put("BALANCE", "140000", 12, 8, account=account("north", 70014544, "188602.81")),),
    ),
    DemoClient(
        "Paolo Esempio", "person", "Via Campione 6\n20121 Milano\nItaly", "IT",
        (put("BALANCE", "275000", 3, 15, account=account("south", 31100147, "206190.04")),),
    ),
    DemoClient(
        "Quinn Standin", "person", "5 Understudy Yard\nEdinburgh EH1 9ZZ\nUnited Kingdom", "GB",
        (put("CORE", "50000", 16, 24, account=account("north", 70014557, "65244.70")),),
    ),
    DemoClient(
        "Rajiv Namoona", "person", "14 Nakli Marg\nMumbai 400001\nIndia", "IN",
        (put("DYNAMIC", "180000", 11, 30, interest="pay_out",
              account=account("south", 31100155, "179031.26", "56700")),),
    ),
    DemoClient(
        "Sofia Ejemplo", "person", "Calle Muestra 33\n28001 Madrid\nSpain", "ES",
        (put("CORE", "130000", 8, 2, account=account("north", 70014563, "116011.59")),),
    ),
    DemoClient(
        "Tove Prøve", "person", "Eksempelvej 21\n1050 København\nDenmark", "DK",
        (put("BALANCE", "210000", 2, 10, account=account("east", 55008871, "91180.00")),),
    ),
    DemoClient(
        "Umbrella Pretend Partners LLP", "company", "2 Fable Court\nLeeds LS1 9ZZ\nUnited Kingdom", "GB",
        (put("UNLIMITED", "1750000", 7, 19, custom_rate=Decimal("0.0275"),
              account=account("east", 55008884, "1839480.02")),
         put("CORE", "200000", 1, 9, account=account("east", 55008890, "0"))),
    ),
    DemoClient(
        "Viktor Schablone", "person", "Vorlagenplatz 2\n8001 Zürich\nSwitzerland", "CH",
        (put("BALANCE", "165000", 14, 29, interest="pay_out",
              account=account("south", 31100162, "170204.18", "49500")),),
    ),
    # On the way in: money promised, papers not yet complete.
    DemoClient(
        "Wanda Preview", "person", "61 Teaser Terrace\nCardiff CF10 9ZZ\nUnited Kingdom", "GB",
        (put("CORE", "80000", 0, 3),),
        kyc="submitted", has_login=True,
    ),
    DemoClient(
        "Yara Draft", "person", "Rua Rascunho 10\n1100-001 Lisboa\nPortugal", "PT",
        (put("BALANCE", "110000", 0, 4),),
        kyc="collecting", has_login=True,
    ),
)  # fmt: skip
