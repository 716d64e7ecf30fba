"""How people get in (docs/login.md)."""

from fidus.settings.surroundings import SITE_URL, TESTING, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LoginBackend"]
# Length, and nothing that is known or near the person's own data; what it is made of is nobody's business.
# A larger list of breached passwords may be named: lines in order, plain or as SHA-1 (docs/login.md).
BREACHED_PASSWORDS = env.text("BREACHED_PASSWORDS", "")
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.login.passwords.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": "accounts.login.passwords.GuessedEarlyValidator"},
    {"NAME": "accounts.login.passwords.BreachedPasswordValidator", "OPTIONS": {"path": BREACHED_PASSWORDS}},
]
# How many passwords one process hashes at a time; the others wait.
HASHES_AT_ONCE = env.number("HASHES_AT_ONCE", 2, least=1)
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# Whose day begins on a page of its own: a permission that only they hold -> that page. Everybody else's is the home.
LANDINGS = {"orders.place_order": "admin:desk_desk", "signals.send_signal": "admin:desk_strategies"}
ACCOUNT_ADAPTER = "accounts.login.adapter.LoginAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Seconds that the link in a letter is good for, with which a password is set anew.
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_FORMS = {"reset_password": "accounts.login.reset.ResetForm"}
# Sign-in counts its own tries (accounts/login/domain/tries.py); these are for the rest.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/5m/key"}
# How many proxies of ours a request comes through: 0 believes no X-Forwarded-For at all.
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT = env.number("PROXY_COUNT", 0)
# An hour of grace beyond what accounts/login/domain/visits.py allows anybody.
SESSION_COOKIE_AGE = 25 * 60 * 60
MFA_ADAPTER = "accounts.login.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "accounts.login.forms.CodeForm",
    "reauthenticate": "accounts.login.forms.CodeForm",
    "activate_totp": "accounts.login.forms.ActivateAppForm",
    "add_webauthn": "accounts.login.forms.AddPasskeyForm",
}
# Browsers give passkeys to https and to localhost alone; there the address need not be https here either.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://localhost", "http://127.0.0.1"))
