"""Files of rates for tests: invented figures in the layouts of the European Central Bank."""

from collections.abc import Mapping
from datetime import date


def history(days: Mapping[date, Mapping[str, str]]) -> bytes:
    """Newest first, N/A where a currency has no rate, a comma at each line's end."""
    currencies = list(dict.fromkeys(currency for rates in days.values() for currency in rates))
    rows = [[str(on), *(days[on].get(currency, "N/A") for currency in currencies)] for on in sorted(days, reverse=True)]
    return "".join(f"{','.join(row)},\n" for row in [["Date", *currencies], *rows]).encode()


def xml(days: Mapping[date, Mapping[str, str]]) -> bytes:
    """As the feed sends it."""
    cubes = "".join(
        f"<Cube time='{on}'>"
        + "".join(f"<Cube currency='{currency}' rate='{value}'/>" for currency, value in rates.items())
        + "</Cube>"
        for on, rates in sorted(days.items(), reverse=True)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
        f"<Cube>{cubes}</Cube></gesmes:Envelope>"
    ).encode()
