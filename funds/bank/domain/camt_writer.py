"""Writes CAMT.053 as a bank would: for the demo, and to prove that what is written is what is read."""

from xml.sax.saxutils import escape

from funds.bank.domain.statement import Balance, Entry, Statement

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def write_camt(statements: list[Statement]) -> bytes:
    """One message with every statement; balances, bookings, references and text are written, parts are not."""
    body = "".join(_statement(one) for one in statements)
    head = f"<GrpHdr><MsgId>{escape(statements[0].reference)}</MsgId></GrpHdr>"
    message = f'<Document xmlns="{_NAMESPACE}"><BkToCstmrStmt>{head}{body}</BkToCstmrStmt></Document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{message}\n'.encode()


def _statement(one: Statement) -> str:
    account = f"<Acct><Id><Othr><Id>{escape(one.account)}</Id></Othr></Id><Ccy>{one.currency}</Ccy></Acct>"
    period = ""
    if one.start and one.end:
        period = f"<FrToDt><FrDtTm>{one.start}T00:00:00</FrDtTm><ToDtTm>{one.end}T23:59:59</ToDtTm></FrToDt>"
    parts = [_tag("Id", one.reference), _tag("ElctrncSeqNb", one.number), period, account]
    parts += [_balance(balance) for balance in one.balances]
    parts += [_entry(entry) for entry in one.entries]
    return f"<Stmt>{''.join(parts)}</Stmt>"


def _balance(one: Balance) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{one.kind}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_money(one)}<Dt><Dt>{one.on}</Dt></Dt></Bal>"


def _entry(one: Entry) -> str:
    days = f"<BookgDt><Dt>{one.booked_on}</Dt></BookgDt><ValDt><Dt>{one.value_on}</Dt></ValDt>"
    status = {"booked": "BOOK", "pending": "PDNG", "information": "INFO"}[one.standing.value]
    reversal = "<RvslInd>true</RvslInd>" if one.reversal else ""
    party = "Dbtr" if one.amount >= 0 else "Cdtr"
    name = (
        f"<RltdPties><{party}><Pty>{_tag('Nm', one.counterparty)}</Pty></{party}></RltdPties>"
        if one.counterparty
        else ""
    )
    refs = f"<Refs>{_tag('EndToEndId', one.end_to_end_id)}</Refs>" if one.end_to_end_id else ""
    text = f"<RmtInf>{_tag('Ustrd', one.text)}</RmtInf>" if one.text else ""
    details = f"<NtryDtls><TxDtls>{refs}{name}{text}</TxDtls></NtryDtls>"
    reference = _tag("AcctSvcrRef", one.bank_reference)
    return f"<Ntry>{_money(one)}{reversal}<Sts><Cd>{status}</Cd></Sts>{days}{reference}{details}</Ntry>"


def _money(one: Balance | Entry) -> str:
    mark = "DBIT" if one.amount < 0 else "CRDT"
    return f'<Amt Ccy="{one.currency}">{abs(one.amount):f}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""
