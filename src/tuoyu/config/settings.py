"""The settings: the roof of the house. Knows every app, is known by none."""

from __future__ import annotations

import os

import django_stubs_ext

from tuoyu.foundation.policy.paths import served_district
from tuoyu.foundation.room import environment

django_stubs_ext.monkeypatch()

REPOSITORY = environment.REPOSITORY
DATA_DIR = environment.data_dir()
SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("TUOYU_DEBUG")
TUOYU_DEMO = environment.flag("TUOYU_DEMO")
TUOYU_DISTRICT = served_district()
ALLOWED_HOSTS = os.environ.get("TUOYU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# Under which address people outside reach this installation: it is printed on papers, as a QR code.
TUOYU_PUBLIC_URL = os.environ.get("TUOYU_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TUOYU_ORIGINS", "").split(",") if origin]

# The rooms, floor by floor, from the ground up.
FOUNDATION = [
    "vault",
    "jobs",
    "people",
    "access",
    "figures",
    "audit",
    "search",
    "files",
    "notices",
    "deadlines",
    "casework",
    "papers",
    "exchange",
    "ui",
]
REGISTERS = ["plans", "credit", "sites", "institutions", "workforce"]
OPERATIONS = ["filing", "supervision"]
GOVERNANCE = ["coordination", "targets"]

INSTALLED_APPS = [
    *(f"tuoyu.foundation.{name}" for name in FOUNDATION),
    *(f"tuoyu.registers.{name}" for name in REGISTERS),
    *(f"tuoyu.operations.{name}" for name in OPERATIONS),
    *(f"tuoyu.governance.{name}" for name in GOVERNANCE),
    "tuoyu.entrypoints.site",
    "tuoyu.entrypoints.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "tuoyu.entrypoints.site.middleware.RequestIdMiddleware",
    "tuoyu.entrypoints.site.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tuoyu.entrypoints.site.middleware.ContextMiddleware",
    "tuoyu.entrypoints.site.middleware.ShellMiddleware",
    "tuoyu.entrypoints.site.middleware.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tuoyu.config.urls"
WSGI_APPLICATION = "tuoyu.config.wsgi.application"
DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tuoyu.foundation.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "tuoyu.foundation.ui.forms.TuoyuRenderer"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tuoyu.foundation.people.backends.PeopleBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # How long a password must be is in policy (people.password_min_length) and asked by people.passwords.
    {"NAME": "tuoyu.foundation.people.passwords.UnlikeAccountValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

SESSION_ENGINE = "tuoyu.foundation.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tuoyu.entrypoints.site.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Behind TLS (deploy/): set TUOYU_TLS=1 so that cookies travel encrypted only.
if environment.flag("TUOYU_TLS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31_536_000
# A page never waits for more than it can hold in memory (files: policy `files.max_megabytes`).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Guessing: axes keeps the failures, people.lockout weighs them by the limits of policy.
AXES_HANDLER = "tuoyu.foundation.people.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = "tuoyu.foundation.people.lockout.lockout_parameters"
AXES_FAILURE_LIMIT = "tuoyu.foundation.people.lockout.failure_limit"
AXES_COOLOFF_TIME = "tuoyu.foundation.people.lockout.cool_off"
AXES_LOCKOUT_CALLABLE = "tuoyu.foundation.people.lockout.keep_response"
AXES_CLIENT_IP_CALLABLE = "tuoyu.foundation.people.lockout.client_address"
AXES_RESET_ON_SUCCESS = True
# Trying while locked neither counts nor lengthens the lock: nobody can keep a colleague out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
# How many proxies of ours stand in front (deploy/): their word on the client's address is taken, no one else's.
TUOYU_PROXIES = int(os.environ.get("TUOYU_PROXIES", "0"))

# Of allauth only the second factor is used: its tables and arithmetic, none of its pages.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "tuoyu.foundation.people.mfa_adapter.SealedMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "托育"
MFA_TOTP_PERIOD = 30
MFA_TOTP_DIGITS = 6
# A phone may be half a minute off in either direction.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Sign-ins are in the journal; the library would tell each three times more.
    "loggers": {"axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
