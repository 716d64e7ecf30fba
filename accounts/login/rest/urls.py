"""The API's addresses of people's ways in."""

from accounts.login.rest.access import AccessLines, AccessReviews
from accounts.login.rest.own import Browsers, Sessions

RESOURCES = {"access": AccessLines, "access-reviews": AccessReviews, "sessions": Sessions, "browsers": Browsers}
