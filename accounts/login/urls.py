"""What somebody does about their own way in; stands before allauth's addresses and replaces some of them."""

from django.urls import path

from accounts.login.views.devices import forget_device
from accounts.login.views.email import change_own_email, confirm_email
from accounts.login.views.factors import remove_passkey, set_up_first
from accounts.login.views.sessions import end_session, sessions

urlpatterns = [
    path("sessions/", sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", end_session, name="login_end_session"),
    path("browsers/<int:pk>/forget/", forget_device, name="login_forget_device"),
    path("email/", change_own_email, name="login_change_email"),
    path("email/confirm/<str:token>/", confirm_email, name="login_confirm_email"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/first/", set_up_first, name="login_set_up_first"),
]
