"""What the owner of a login is told in a letter; allauth names each by the path of its own template."""

WHAT: dict[str, str] = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_reset",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}

SENTENCES: dict[str, str] = {
    "password_changed": "Your password was changed.",
    "password_reset": "Your password was set anew with a link we sent to this address.",
    "app_added": "An authenticator app was set up as your second step.",
    "app_removed": "The authenticator app was taken away from your login.",
    "passkey_added": "A passkey was added to your login.",
    "passkey_removed": "A passkey was taken away from your login.",
    "codes_made": "New recovery codes were made; the old ones no longer work.",
}
