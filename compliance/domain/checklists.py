"""What a client must show before the firm takes their money, by kind of client."""

from dataclasses import dataclass
from enum import StrEnum


class Needs(StrEnum):
    DOCUMENT = "document"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a checklist; `expires` ones carry the date until which the document is valid."""

    code: str
    title: str
    hint: str
    needs: Needs = Needs.DOCUMENT
    expires: bool = False


_OFFICES = (
    "Head of state, minister, member of parliament, judge of a highest court, ambassador, general, "
    "party leader, board of a state company."
)

PERSON = (
    Requirement(
        "identity",
        "Identity document",
        "Passport, or both sides of an identity card in one file. All four corners in the picture.",
        expires=True,
    ),
    Requirement(
        "address",
        "Proof of address",
        "A bill or bank statement with your name and address, not older than three months.",
    ),
    Requirement(
        "funds_source",
        "Source of funds",
        "Where the money comes from: a sale contract, payslips, a tax assessment, an inheritance.",
    ),
    Requirement("declaration", "Public office and sanctions", _OFFICES, needs=Needs.DECLARATION),
)

COMPANY = (
    Requirement("register", "Register extract", "From the commercial register, not older than three months."),
    Requirement("statutes", "Articles of association", "The current ones, all pages."),
    Requirement(
        "owners",
        "Beneficial owners",
        "Everyone who holds 25 % or more, down to people, signed by a director.",
    ),
    Requirement(
        "directors",
        "Directors' identity documents",
        "Passport or identity card of everyone who signs for the company, together in one file.",
        expires=True,
    ),
    Requirement(
        "address",
        "Proof of business address",
        "A bill, lease or bank statement of the company, not older than three months.",
    ),
    Requirement(
        "funds_source",
        "Source of funds",
        "Annual accounts, a bank statement or the contract the money comes from.",
    ),
    Requirement(
        "declaration", "Public office and sanctions", f"Of any owner or director. {_OFFICES}", needs=Needs.DECLARATION
    ),
)

CHECKLISTS: dict[str, tuple[Requirement, ...]] = {"person": PERSON, "company": COMPANY}


def requirement(kind: str, code: str) -> Requirement:
    """The line `code` of the checklist for clients of `kind`; raises LookupError where there is none."""
    for line in CHECKLISTS[kind]:
        if line.code == code:
            return line
    raise LookupError(f"a {kind} has no checklist line {code!r}")
