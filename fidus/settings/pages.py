"""What browsers are given and what is taken from them: files, uploads, headers, cookies."""

from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor

from fidus.settings.servers import LIVE_URL
from fidus.settings.surroundings import BASE_DIR, BEHIND_PROXY, DEBUG, SITE_URL, TESTING, VAR_DIR, env

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# What `manage.py build_assets` cuts out of installed packages; the folder may not be there yet.
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # A broker's report waits here in the open until it is read: nobody else of the machine reads it.
        "OPTIONS": {
            "location": VAR_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# Pages name files by their content; the same under plain names would be packed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = not (TESTING or DEBUG)
# Whitenoise's own list, and the maps of packages' scripts: no page asks for them, and packing them took a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The largest file that is taken is a broker's report (trading/forms.py), and a form has a little around it.
LARGEST_UPLOAD = 201 * 1024 * 1024
# ClamAV's daemon, clamd://host:3310 or clamd:///path/of/socket; without one files are judged by their bytes alone.
VIRUS_SCANNER = env.text("VIRUS_SCANNER", "")
FILE_UPLOAD_HANDLERS = [
    "fidus.lib.largest_upload.LargestUpload",
    "fidus.lib.virus_scan.VirusScan",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Strict everywhere; Django's own admin pages need no inline script either.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # The page's own site, and the one server that tells it live news where that has a port of its own.
        "connect-src": [SELF] if LIVE_URL.startswith("/") else [SELF, LIVE_URL],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# Programs are refused instead (fidus/lib/no_plain_calls.py): sent on, they would not notice what went in the open.
SECURE_REDIRECT_EXEMPT = [r"^api/health", r"^api/v\d", r"^oauth/(token|revoke|introspect)", r"^signals/"]
# With the prefix, browsers take a cookie from this very host over https alone.
_prefix = "__Host-" if _https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
MESSAGE_COOKIE_NAME, BROWSER_COOKIE_NAME = f"{_prefix}messages", f"{_prefix}browser"
MESSAGE_STORAGE = "fidus.lib.message_cookie.MessageStorage"
# Scripts of ours take the form's token from the page.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
