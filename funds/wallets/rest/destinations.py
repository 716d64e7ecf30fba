"""Where clients are paid, and where the firm is, over the API; clients look, and change it in the portal alone."""

from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from funds.wallets.domain.networks import BANK_CURRENCIES, COINS, NAMES
from funds.wallets.models import Destination, OfficialWallet
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.refuse_destination import refuse_destination
from funds.wallets.services.refuse_wallet import refuse_wallet
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.services.retire_wallet import retire_wallet
from funds.wallets.services.stop_destination import stop_destination

ASSETS = sorted({asset for _, asset in COINS} | set(BANK_CURRENCIES))


class DestinationRecord(Record):
    """A client's wallet or bank account; never changed, a change is a new one that replaces it."""

    client = serializers.CharField(source="client.number")
    proposed_by = Person()
    confirmed_by = Person()
    ended_by = Person()

    class Meta:
        model = Destination
        fields = (
            "id", "client", "label", "network", "asset", "address", "bic", "holder", "replaces", "state", "usable_from",
            "reason", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "activated_at", "ended_by",
            "ended_at",
        )  # fmt: skip
        office = ("proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "activated_at", "ended_by", "ended_at")


class OfficialWalletRecord(Record):
    """A wallet or bank account of the firm; clients see those that are in use."""

    proposed_by = Person()
    confirmed_by = Person()
    ended_by = Person()

    class Meta:
        model = OfficialWallet
        fields = (
            "id", "label", "network", "asset", "address", "bic", "holder", "replaces", "state", "reason", "proposed_by",
            "proposed_at", "confirmed_by", "confirmed_at", "ended_by", "ended_at",
        )  # fmt: skip
        office = (
            "label", "replaces", "reason", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "ended_by",
            "ended_at",
        )  # fmt: skip


class Address(Order):
    """Where money can be sent; its checksum is verified."""

    network = serializers.ChoiceField([(network.value, words) for network, words in NAMES.items()])
    asset = serializers.ChoiceField(ASSETS, help_text="A coin, or a currency of a bank account.")
    address = serializers.CharField(max_length=120, help_text="Address or IBAN.")
    holder = serializers.CharField(max_length=70, allow_blank=True, default="", help_text="Bank accounts only.")
    bic = serializers.CharField(max_length=11, allow_blank=True, default="", help_text="Bank accounts only.")
    label = serializers.CharField(max_length=60)


class NewDestination(Address):
    """A client's wallet or bank account to propose; another person confirms it."""

    client = Known(queryset=Client.objects.all(), slug_field="number")
    replaces = Known(queryset=Destination.objects.all(), slug_field="id", allow_null=True, default=None)


class NewOfficialWallet(Address):
    """A wallet of the firm to propose; another person confirms it."""

    replaces = Known(queryset=OfficialWallet.objects.all(), slug_field="id", allow_null=True, default=None)


class Why(Order):
    """Why it is done; where a client is concerned, they read it."""

    reason = serializers.CharField(max_length=500)


class DestinationFilter(Narrowing):
    client = CharFilter(field_name="client__number")

    class Meta:
        model = Destination
        fields = {"state": ["exact"], "network": ["exact"], "asset": ["exact"]}


class Destinations(Records):
    """Clients' wallets and bank accounts: proposed by one, confirmed by another, used after a cooling-off."""

    kind = "wallets"
    permission = "wallets.view_destination"
    queryset = Destination.objects.select_related("client", "proposed_by", "confirmed_by", "ended_by")
    serializer_class = DestinationRecord
    filterset_class = DestinationFilter

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients)

    @operation(permission="wallets.propose_destination", takes=NewDestination)
    def create(self, *, by: User, **given: Any) -> Destination:
        """Propose one; the client is told by mail, and can stop it until it is used."""
        return propose_destination(by=by, **given)

    @operation(permission="wallets.confirm_destination")
    def confirm(self, destination: Destination, *, by: User) -> Destination:
        """Confirm it, as another person than who proposed it; the cooling-off begins."""
        return confirm_destination(destination=destination, by=by)

    @operation(permission="wallets.confirm_destination", takes=Why)
    def refuse(self, destination: Destination, *, by: User, reason: str) -> Destination:
        """Refuse it."""
        return refuse_destination(destination=destination, reason=reason, by=by)

    @operation(permission="wallets.propose_destination", takes=Why)
    def stop(self, destination: Destination, *, by: User, reason: str) -> Destination:
        """Stop it before it is used, by one person alone."""
        return stop_destination(destination=destination, reason=reason, by=by)

    @operation(permission="wallets.propose_destination", takes=Why)
    def retire(self, destination: Destination, *, by: User, reason: str) -> Destination:
        """Take it out of use, by one person alone."""
        return retire_destination(destination=destination, reason=reason, by=by)


class OfficialWallets(Records):
    """The firm's wallets and bank accounts that clients pay into."""

    kind = "wallets"
    permission = "wallets.view_officialwallet"
    queryset = OfficialWallet.objects.select_related("proposed_by", "confirmed_by", "ended_by")
    serializer_class = OfficialWalletRecord
    filterset_fields = {"state": ["exact"], "network": ["exact"], "asset": ["exact"]}

    def of_clients(self, rows, clients):
        return rows.filter(state=OfficialWallet.State.ACTIVE.value) if clients.exists() else rows.none()

    @operation(permission="wallets.propose_wallet", takes=NewOfficialWallet)
    def create(self, *, by: User, **given: Any) -> OfficialWallet:
        """Propose one."""
        return propose_wallet(by=by, **given)

    @operation(permission="wallets.confirm_wallet")
    def confirm(self, wallet: OfficialWallet, *, by: User) -> OfficialWallet:
        """Confirm it, as another person than who proposed it; clients see it from now on."""
        return confirm_wallet(wallet=wallet, by=by)

    @operation(permission="wallets.confirm_wallet", takes=Why)
    def refuse(self, wallet: OfficialWallet, *, by: User, reason: str) -> OfficialWallet:
        """Refuse it."""
        return refuse_wallet(wallet=wallet, reason=reason, by=by)

    @operation(permission="wallets.propose_wallet", takes=Why)
    def retire(self, wallet: OfficialWallet, *, by: User, reason: str) -> OfficialWallet:
        """Take it out of use, by one person alone."""
        return retire_wallet(wallet=wallet, reason=reason, by=by)
