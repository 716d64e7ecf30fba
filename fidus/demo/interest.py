"""Where the demo firm's clients have their interest paid to, and one whose interest waits."""

from accounts.models import Client, User
from funds.wallets.models import Destination, InterestInstruction
from funds.wallets.services.activate_due_destinations import activate_due_destinations
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_instruction import confirm_instruction
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.services.retire_destination import retire_destination

# Accounts that the registry of IBANs published as examples of their countries: they belong to nobody.
ACCOUNTS = {
    "Bruno Sample": "GB29NWBK60161331926819",
    "Chidi Placeholder": "FR1420041010050500013M02606",
    "Emil Muster": "NL91ABNA0417164300",
    "Grace Demo Foundation": "IE29AIBK93115212345678",
    "Northlight Family Holding Example GmbH & Co. KG": "DE89370400440532013000",
    "Ivy Sampleton": "LU280019400644750000",
    "Lena Musterfrau": "DK5000400440116243",
    "Mock & Daughters Trading Ltd": "NO9386011117947",
    "Rajiv Namoona": "ES9121000418450200051332",
    "Viktor Schablone": "SE4550000000058398257466",
}
WAITS = "Viktor Schablone"


def say_where_interest_goes(client: Client, *, currency: str, officer: User, approver: User) -> None:
    """An account, and the word that interest goes there; both have cooled off long before incubation ends."""
    iban = ACCOUNTS.get(client.name)
    if iban is None or InterestInstruction.objects.filter(client=client, currency=currency).exists():
        return
    destination = propose_destination(
        client=client, network="bank", asset=currency, address=iban, label="Current account", holder=client.name[:70],
        by=officer,
    )  # fmt: skip
    confirm_destination(destination=destination, by=approver)
    word = propose_instruction(client=client, currency=currency, destination=destination, by=officer)
    confirm_instruction(instruction=word, by=approver)


def one_gives_up_his_account(officer: User) -> None:
    """Interest that falls due from now on waits, until he says where it goes."""
    activate_due_destinations()
    destination = Destination.objects.filter(client__name=WAITS).first()
    if destination is not None:
        retire_destination(destination=destination, reason="His account is closed, he says.", by=officer)
