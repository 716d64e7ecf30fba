"""How long what opens the API is good for (RFC 9700: short access, refresh tokens that end whatever happens)."""

from datetime import timedelta

CODE = timedelta(seconds=60)
ACCESS_TOKEN = timedelta(minutes=10)
# Since it was last used, and since the person lent the right.
REFRESH_TOKEN_UNUSED = timedelta(days=14)
REFRESH_TOKEN_AT_MOST = timedelta(days=30)
API_KEY_AT_MOST = timedelta(days=366)
