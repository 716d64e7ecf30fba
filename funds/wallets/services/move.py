"""The one guarded step from a state of a destination, an official wallet or a payment to the next."""

from funds.wallets.domain import destination_states, instruction_states, official_wallet_states, payment_states
from funds.wallets.domain.destination_states import DestinationAction, DestinationState
from funds.wallets.domain.instruction_states import InstructionAction, InstructionState
from funds.wallets.domain.official_wallet_states import WalletAction, WalletState
from funds.wallets.domain.payment_states import PaymentAction, PaymentState
from funds.wallets.errors import NotNow
from funds.wallets.models import Destination, InterestInstruction, OfficialWallet, Payment


def move_destination(destination: Destination, action: DestinationAction, **changes: object) -> None:
    """Move the row and `destination` itself, with `changes`; raises NotNow, also when somebody else was quicker."""
    try:
        new = destination_states.after(DestinationState(destination.state), action)
    except destination_states.IllegalDestinationAction as error:
        raise NotNow(f"{destination}: {error}.") from error
    _write(destination, new, changes)


def move_instruction(instruction: InterestInstruction, action: InstructionAction, **changes: object) -> None:
    """The same for where interest goes."""
    try:
        new = instruction_states.after(InstructionState(instruction.state), action)
    except instruction_states.IllegalInstructionAction as error:
        raise NotNow(f"{instruction}: {error}.") from error
    _write(instruction, new, changes)


def move_wallet(wallet: OfficialWallet, action: WalletAction, **changes: object) -> None:
    """The same for a wallet of the firm."""
    try:
        new = official_wallet_states.after(WalletState(wallet.state), action)
    except official_wallet_states.IllegalWalletAction as error:
        raise NotNow(f"{wallet}: {error}.") from error
    _write(wallet, new, changes)


def move_payment(payment: Payment, action: PaymentAction, **changes: object) -> None:
    """The same for a payment."""
    try:
        new = payment_states.after(PaymentState(payment.state), action)
    except payment_states.IllegalPaymentAction as error:
        raise NotNow(f"{payment}: {error}.") from error
    _write(payment, new, changes)


def _write(
    thing: Destination | InterestInstruction | OfficialWallet | Payment, new: str, changes: dict[str, object]
) -> None:
    changes["state"] = new
    if type(thing)._default_manager.filter(pk=thing.pk, state=thing.state).update(**changes) != 1:
        raise NotNow(f"{thing} is no longer {thing.state}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(thing, name, value)
