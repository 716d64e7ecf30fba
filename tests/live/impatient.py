"""The stream as it is served, in more of a hurry, for tests."""

from fidus.stream import asgi
from fidus.stream.application import Patience

application = asgi.application
application.patience = Patience(heartbeat=0.5, look_again=1.0, send=1.5)
