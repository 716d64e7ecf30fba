"""Bank files written by hand, for what the real ones do not show."""

IBAN = "DE89370400440532013000"


def camt(
    entries: str, *, version: str = "08", balances: str = "", account: str = "<IBAN>DE89370400440532013000</IBAN>"
) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-04-30T17:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-04-30T17:00:00+01:00</CreDtTm>
<Acct><Id>{account}</Id><Ccy>EUR</Ccy></Acct>{balances}{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def balance(kind: str, amount: str, day: str, mark: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(
    amount: str, mark: str = "CRDT", *, day: str = "2026-04-10", status: str = "<Cd>BOOK</Cd>", more: str = ""
) -> str:
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><DtTm>{day}T08:00:00</DtTm></ValDt>{more}</Ntry>"
    )


def mt940(
    *lines: str, opening: str = "C260409EUR100,00", closing: str = "C260410EUR100,00", number: str = "5/1"
) -> str:
    rows = [
        ":20:START",
        ":25:DE89370400440532013000",
        f":28C:{number}",
        f":60F:{opening}",
        *lines,
        f":62F:{closing}",
        "-",
    ]
    return "\r\n".join(rows) + "\r\n"
