"""What the office works on: prospects in every stage, and cases from empty to cleared."""

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.services.open_client import open_client
from compliance.models import KycCase
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item, refuse_item
from compliance.services.clear_case import clear_case
from compliance.services.declare_office import declare_office
from compliance.services.open_case import open_case
from compliance.services.submit_case import submit_case
from compliance.tests.files import a_pdf
from crm.domain.prospect_states import ProspectAction
from crm.services.add_prospect import add_prospect
from crm.services.lose_prospect import lose_prospect
from crm.services.move_prospect import move_prospect
from crm.services.note_prospect import note_prospect
from crm.services.win_prospect import win_prospect
from fidus.lib import clock
from fidus.lib.money import Money


def a_passport() -> io.BytesIO:
    """A specimen of no country, as a phone would photograph it."""
    picture = Image.new("RGB", (1260, 880), "#d8d5cc")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 60, 1200, 820), 20, fill="#f3efe4")
    draw.rectangle((110, 200, 400, 580), fill="#b9b09c")
    for line, text in enumerate(("SPECIMEN PASSPORT  UTO", "EXAMPLE", "BRENDA", "14 MAR 1979", "X00000000")):
        draw.text((450, 120 + line * 90), text, fill="#2b2a26", font_size=44)
    for line, text in enumerate(("P<UTOEXAMPLE<<BRENDA<<<<<<<<<<<<<<<<", "X00000000<0UTO7903140F3105024<<<<")):
        draw.text((110, 660 + line * 60), text, fill="#2b2a26", font_size=44)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    out.seek(0)
    return out


def at_work(rosa: User, second: User, applicant: User) -> dict[str, object]:
    """Facts for paths: a case in each state (the applicant's is being checked) and prospects in each stage."""
    southlight = open_client(kind="company", name="Southlight Example Ltd", country="CH", by=rosa)
    brenda = open_client(kind="person", name="Brenda Example", country="CH", by=rosa)
    add_member(client=brenda, user=applicant, by=rosa)
    checking = _being_checked(brenda, rosa)
    handed = _everything_accepted(open_case(client=southlight, expected=Money.of("1365178.54", "EUR"), by=rosa), rosa)
    submit_case(case=handed, by=rosa)
    return {"checking": checking.pk, "handed": handed.pk, **_pipeline(rosa, second)}


def _being_checked(client: Client, by: User) -> KycCase:
    case = open_case(client=client, expected=Money.of("250000.00", "USD"), by=by)
    items = {item.code: item for item in case.items.all()}
    add_document(item=items["identity"], file=a_passport(), name="IMG_4711.jpg", by=None)
    add_document(item=items["address"], file=io.BytesIO(a_pdf()), name="Power bill October.pdf", by=None)
    refuse_item(item=items["address"], by=by, reason="The bill is older than three months. Please send a newer one.")
    add_document(item=items["funds_source"], file=io.BytesIO(a_pdf(pages=4)), name="Sale of a company.pdf", by=None)
    accept_item(item=items["funds_source"], by=by)
    return case


def _everything_accepted(case: KycCase, by: User) -> KycCase:
    for item in case.items.exclude(code="declaration"):
        add_document(item=item, file=io.BytesIO(a_pdf(catalog=item.code.encode())), name=f"{item.code}.pdf", by=by)
    declare_office(case=case, declared=False, by=None)
    for item in case.items.all():
        accept_item(item=item, by=by, valid_until=clock.today() + timedelta(days=400))
    return case


def _pipeline(rosa: User, otto: User) -> dict[str, object]:
    lead = add_prospect(
        name="Clara Model", owner=rosa, by=rosa, email="clara@prospects.example", country="DE", source="referral",
        expected=Money.of("90000.00", "EUR"), follow_up_on=clock.today() - timedelta(days=2),
        follow_up_note="Send the terms of BALANCE",
    )  # fmt: skip
    add_prospect(name="Dora Specimen", owner=otto, by=otto, source="website")
    talks = add_prospect(
        name="Southlight Beteiligungsgesellschaft Muster mbH & Co. KG", kind="company", owner=otto, by=otto,
        email="office@southlight.example", country="CH", expected=Money.of("1365178.54", "USD"),
        interest="BALANCE, UNLIMITED", phone="+41 44 000 00 00", follow_up_on=date(2099, 1, 1),
    )  # fmt: skip
    talks = move_prospect(prospect=talks, action=ProspectAction.NEGOTIATE, by=otto)
    note_prospect(prospect=talks, text="Met both directors. They want to start with a part.", by=otto)
    lost = add_prospect(name="Felix Placeholder", owner=rosa, by=rosa, expected=Money.of("40000.00", "USD"))
    lose_prospect(prospect=lost, reason="Bought a house instead.", by=rosa)
    won = add_prospect(
        name="Emil Muster", owner=rosa, by=rosa, email="emil@prospects.example", country="CH",
        expected=Money.of("400000.00", "USD"),
    )  # fmt: skip
    won = move_prospect(prospect=won, action=ProspectAction.NEGOTIATE, by=rosa)
    won = win_prospect(prospect=won, by=rosa)
    cleared = _everything_accepted(won.client.kyc_case, otto)
    clear_case(case=submit_case(case=cleared, by=otto), by=rosa)
    return {"lead": lead.pk, "talks": talks.pk, "won": won.pk, "cleared": cleared.pk}
