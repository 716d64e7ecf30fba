"""Note that somebody looked at what a person may do."""

from django.db import transaction

from accounts.errors import NotForYourself
from accounts.events import of_user
from accounts.login.events import AccessReviewed
from accounts.login.models import AccessReview
from accounts.login.selectors import access_of
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def review_access(user: User, *, verdict: str, note: str, by: User) -> AccessReview:
    """The review, with the access as it stands now; raises NotForYourself."""
    if by.pk == user.pk:
        raise NotForYourself("Ask a colleague: nobody reviews their own access.")
    # Locked, so that what is written down is what was there when it was written.
    user = User.objects.select_for_update().get(pk=user.pk)
    access = access_of(user)
    seen = {
        "state": access.state, "roles": access.roles, "clients": access.clients, "factors": access.factors,
    }  # fmt: skip
    review = AccessReview.objects.create(
        user=user, verdict=verdict, note=note, seen=seen, reviewed_by=by, reviewed_at=clock.now()
    )
    event = AccessReviewed(subject=of_user(user.pk), client=None, email=user.email, verdict=verdict, note=note)
    record(event, by=by)
    return review
