"""Bank accounts by IBAN and BIC, checked against the registry of countries and banks that schwifty carries."""

import warnings

from schwifty import BIC, IBAN
from schwifty.exceptions import (
    InvalidBankCode,
    InvalidBBANChecksum,
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    InvalidStructure,
    NationalChecksumNotVerified,
    SchwiftyException,
)

from funds.wallets.domain.bad_address import BadAddress

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (InvalidChecksumDigits, "its check digits do not hold: a digit or letter is wrong, missing or too many"),
    (InvalidBBANChecksum, "the country's own check digits in it do not hold"),
    (InvalidLength, "it is too long or too short for its country"),
    (InvalidCountryCode, "its country has no IBANs"),
    (InvalidStructure, "a letter stands where its country has digits, or the other way round"),
    (InvalidBankCode, "no bank of its country has this bank code"),
)


def check_iban(text: str) -> str:
    """The IBAN without spaces; raises BadAddress."""
    try:
        with warnings.catch_warnings():
            # Some countries' own check digits are nobody's to verify; the IBAN's are verified all the same.
            warnings.simplefilter("ignore", NationalChecksumNotVerified)
            return str(IBAN(text, validate_bban=True))
    except SchwiftyException as error:
        why = next((words for kind, words in _WORDS if isinstance(error, kind)), "it is not written like one")
        raise BadAddress(f"This is no IBAN: {why}.") from error


def check_bic(bic: str, iban: str) -> str:
    """The BIC in capitals, or the IBAN's bank's own when none is given; raises BadAddress for another bank's."""
    known = IBAN(iban).bic
    if not bic.strip():
        if known is None:
            raise BadAddress("Give the bank's BIC: this IBAN's bank code does not tell it.", "bic")
        return str(known)
    try:
        given = BIC(bic)
    except SchwiftyException as error:
        why = "it has 8 or 11 letters and digits: the bank, the country and the place"
        raise BadAddress(f"This is no BIC: {why}.", "bic") from error
    if known is not None and given[:4] != known[:4]:
        raise BadAddress(f"This BIC belongs to another bank than the IBAN, whose bank is {known}.", "bic")
    return str(given)


def bank_name(iban: str) -> str:
    """The bank's name as the registry has it, or nothing."""
    try:
        return IBAN(iban).bank_name or ""
    except SchwiftyException:
        return ""
