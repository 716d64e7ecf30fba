import pytest

from accounts.hooks.tests.receivers import Receiver, a_receiver


@pytest.fixture
def loopback(settings):
    settings.HOOKS_TO_LOOPBACK = True


@pytest.fixture
def receiver(loopback) -> Receiver:
    with a_receiver() as found:
        yield found
