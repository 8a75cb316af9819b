"""Django's settings. What an instance can change is read in `env.py`; the rest stands here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from nezuku.config.env import database_settings, email_settings, read_env
from nezuku.foundation.kit.seal import Keyring, read_or_create_key

TESTING = "pytest" in sys.modules
if TESTING and "NEZUKU_DATA_DIR" not in os.environ:
    import tempfile

    os.environ["NEZUKU_DATA_DIR"] = tempfile.mkdtemp(prefix="nezuku-test-")

ENV = read_env()
PACKAGE = Path(__file__).resolve().parent.parent
ENV.data_dir.mkdir(parents=True, exist_ok=True)

KEYRING = Keyring(read_or_create_key(ENV.key_file))
SECRET_KEY = KEYRING.derive("django").hex()
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "django_htmx",
    "nezuku.web.apps.WebConfig",
    "nezuku.foundation.ledger.apps.LedgerConfig",
    "nezuku.foundation.people.apps.PeopleConfig",
    "nezuku.foundation.policy.apps.PolicyConfig",
    "nezuku.bridge.apps.BridgeConfig",
    "nezuku.stages.safety.apps.SafetyConfig",
    "nezuku.workspace.setup.apps.SetupConfig",
    "nezuku.workspace.chat.apps.ChatConfig",
    "nezuku.workspace.home.apps.HomeConfig",
]

MIDDLEWARE = [
    "nezuku.web.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "nezuku.web.security.SecurityHeadersMiddleware",
    "nezuku.web.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nezuku.foundation.people.middleware.ActorMiddleware",
    "nezuku.workspace.setup.middleware.FirstSetupMiddleware",
    "nezuku.foundation.people.middleware.SignInRequiredMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nezuku.web.errors.UserErrorMiddleware",
]

ROOT_URLCONF = "nezuku.config.urls"
ASGI_APPLICATION = "nezuku.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "nezuku.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_settings(ENV)}
DATABASES["default"]["TEST"] = (
    {"NAME": str(ENV.data_dir / "test.sqlite3")} if not ENV.database_url else {}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Member"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home:index"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "nezuku.foundation.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
#: Failures only; a success gives its turn back. A whole office can stand behind one address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/5m/ip,10/5m/key",
    "limit_noted": "1/5m/key",
    "reset_password": "20/5m/ip,3/15m/key",
    "reset_password_from_key": "30/5m/ip",
    "invitation": "120/5m/ip",
    "change_password": "10/5m/user",
}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "nezuku_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "nezuku_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "nezuku.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
if ENV.trusted_proxies and HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = ENV.trusted_proxies

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LANGUAGE_COOKIE_NAME = "nezuku_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone
FORMAT_MODULE_PATH = ["nezuku.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
MEDIA_ROOT = ENV.data_dir / "files"

for _name, _value in email_settings(ENV).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = ENV.email_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
    },
    "filters": {"request_id": {"()": "nezuku.web.requests.RequestIdFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"nezuku": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
