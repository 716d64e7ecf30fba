"""The free text :86:, in the three ways banks structure it."""

import re
from dataclasses import dataclass

# The German way: code of the business, a sign, then fields ?00 to ?63.
_GERMAN = re.compile(r"(\d{3})([^A-Za-z0-9\s])(?=\d{2})")
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP|RREF|MTLG)[+:]\s?")
# The Dutch way: /EREF/.../NAME/...
_SLASHED = re.compile(
    r"/(EREF|KREF|MREF|PREF|RREF|MARF|CSID|BENM|ORDP|NAME|IBAN|BIC|REMI|ISDT|TRTP|TRCD|RTRN|PURP|ULTC|ULTD|ID|ADDR|TRAN)/"
)


@dataclass(frozen=True, slots=True)
class Remittance:
    code: str = ""
    end_to_end_id: str = ""
    references: tuple[str, ...] = ()
    counterparty: str = ""
    counterparty_account: str = ""
    text: str = ""


def remittance_of(rows: list[str]) -> Remittance:
    """What the rows of a :86: tell; whatever is not understood is kept as text."""
    # Banks break at 65 characters, in the middle of words.
    joined = "".join(rows).strip()
    german = _GERMAN.match(joined)
    if german:
        return _german(german[1], joined[german.end() :], german[2])
    if joined.startswith("/") and _SLASHED.search(joined):
        return _slashed(joined)
    return Remittance(text=" ".join(" ".join(rows).split()))


def _german(code: str, rest: str, sign: str) -> Remittance:
    fields: dict[str, str] = {}
    for one in re.split(rf"{re.escape(sign)}(?=\d\d)", rest):
        fields[one[:2]] = fields.get(one[:2], "") + one[2:]
    purpose = "".join(fields.get(str(number), "") for number in (*range(20, 30), *range(60, 64)))
    told = _by_key(_SEPA, purpose)
    end_to_end = _given(told.get("EREF", ""))
    references = [end_to_end, *(_given(told.get(key, "")) for key in ("KREF", "MREF"))]
    name = " ".join(f"{fields.get('32', '')}{fields.get('33', '')}".split())
    words = [fields.get("00", ""), told.get("SVWZ", "") if "SVWZ" in told else told.get("", purpose)]
    rest_of_it = [told[key] for key in ("ABWA", "ABWE", "MTLG") if key in told]
    return Remittance(
        code=code,
        end_to_end_id=end_to_end,
        references=tuple(dict.fromkeys(one for one in references if one)),
        counterparty=name,
        counterparty_account=fields.get("31", "").strip(),
        text=" ".join(" ".join([*words, *rest_of_it]).split()),
    )


def _slashed(joined: str) -> Remittance:
    told = _by_key(_SLASHED, joined)
    end_to_end = _given(told.get("EREF", ""))
    references = [end_to_end, *(_given(told.get(key, "")) for key in ("KREF", "PREF", "MARF", "MREF"))]
    plain = [told.get(key, "") for key in ("TRTP", "REMI")]
    text = " ".join(one.strip("/ ") for one in plain if one.strip("/ ")) or joined
    return Remittance(
        end_to_end_id=end_to_end,
        references=tuple(dict.fromkeys(one for one in references if one)),
        counterparty=told.get("NAME", "").strip("/ "),
        counterparty_account=told.get("IBAN", "").strip("/ "),
        text=" ".join(text.split()),
    )


def _by_key(keys: re.Pattern[str], text: str) -> dict[str, str]:
    """What follows each key; what stands before the first under the empty one."""
    parts = keys.split(text)
    told = {"": parts[0].strip()}
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        told[key] = f"{told[key]} {value.strip()}" if key in told else value.strip()
    return told


def _given(reference: str) -> str:
    bare = reference.strip("/ ")
    return "" if bare.upper() in {"", "NONREF", "NOTPROVIDED"} else bare
