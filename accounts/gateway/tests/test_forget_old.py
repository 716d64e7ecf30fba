from datetime import timedelta

from oauth2_provider.models import AccessToken, RefreshToken

from accounts.gateway.domain.idempotency import KEPT_DAYS
from accounts.gateway.models import IdempotentCall
from accounts.gateway.services import forget_old as sweep
from accounts.gateway.services.forget_old import forget_old
from accounts.gateway.tests.callers import a_program
from accounts.gateway.tests.programs import Journey, signed_in, works
from accounts.tests.people import staff
from fidus.lib import clock


def test_answers_are_forgotten_after_their_days_and_not_before(db, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 2)
    olga, now = staff(), clock.now()
    kept = timedelta(days=KEPT_DAYS)
    for place, age in enumerate([kept * 2, kept + timedelta(seconds=1), kept * 3, kept - timedelta(minutes=1)]):
        IdempotentCall.objects.create(
            caller=olga, key=f"k{place}", fingerprint="f", status=200, answer={}, answered_at=now - age
        )
    assert forget_old() == 3
    assert [call.key for call in IdempotentCall.objects.all()] == ["k3"]
    assert forget_old() == 0


def test_expired_tokens_go_and_what_still_works_stays(db):
    olga = staff()
    journey = Journey(a_program(owner=olga), signed_in(olga))
    used = journey.tokens()
    alive = journey.refresh(used["refresh_token"]).json()
    AccessToken.objects.create(
        user=olga, application=journey.registered.program.application, expires=clock.now() - timedelta(days=1),
        token="an old one", scope="clients:read",
    )  # fmt: skip
    forget_old()
    assert AccessToken.objects.count() == 1
    assert works(alive["access_token"])
    # The used refresh token is still known, so that its second use is noticed.
    assert RefreshToken.objects.count() == 2
    assert journey.refresh(used["refresh_token"]).status_code == 400
    assert not works(alive["access_token"])
