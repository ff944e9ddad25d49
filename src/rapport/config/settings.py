"""All settings, from the environment only; `.env.example` lists them with what they mean."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from rapport.config import company_directory
from rapport.config import environment as env

SOURCE = Path(__file__).resolve().parents[1]
HOME = Path(env.text("RAPPORT_HOME") or SOURCE.parents[1] / "var").resolve()
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)

TESTING = "pytest" in sys.modules
DEBUG = env.flag("RAPPORT_DEBUG", False)
DEMO = env.flag("RAPPORT_DEMO", False)

# The origin people type: passkeys, links in mails and cookies hang on it.
PUBLIC_URL = (env.text("RAPPORT_PUBLIC_URL") or "http://localhost:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise env.BadSetting("RAPPORT_PUBLIC_URL must look like https://rapport.example.org.")
PUBLIC_HOST = _public.hostname
SECURE = _public.scheme == "https"


def _secret_key() -> str:
    """The signing secret: from the environment, else a file made on first run with mode 0600."""
    given = env.text("RAPPORT_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret-key"
    if not path.exists():
        import secrets

        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [PUBLIC_HOST, *env.text("RAPPORT_EXTRA_HOSTS").split()] + (["testserver"] if TESTING else [])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Mail out and in. Without an SMTP server everything stays in the built-in Sandbox.
SMTP = env.smtp_server("RAPPORT_SMTP_URL")
SANDBOX = SMTP is None
SANDBOX_PORT = env.number("RAPPORT_SANDBOX_PORT", 0)
LISTENER_HOST = env.text("RAPPORT_LISTENER_HOST", "127.0.0.1")
LISTENER_PORT = env.number("RAPPORT_LISTENER_PORT", 0)
LMTP_PORT = env.number("RAPPORT_LMTP_PORT", 0)  # 0: no LMTP
MAIL_FOLDER = env.text("RAPPORT_MAIL_FOLDER")  # a Maildir or plain folder that mail is put into
MAIL_DOMAIN = env.text("RAPPORT_MAIL_DOMAIN") or (
    "rapport.localhost" if PUBLIC_HOST in {"localhost", "127.0.0.1"} else PUBLIC_HOST
)
# Whose Authentication-Results are believed (RFC 8601), and which mailing lists may break a signature (RFC 8617).
AUTHSERV_IDS = frozenset(env.text("RAPPORT_AUTHSERV_ID").lower().replace(",", " ").split())
ARC_SEALERS = frozenset(env.text("RAPPORT_ARC_SEALERS").lower().replace(",", " ").split())
EMAIL_BACKEND = "rapport.notices.backend.RowBackend"
# Where the head of the audit chain goes once a day; best a mailbox that those who run Rapport cannot change.
AUDIT_HEAD_TO = env.address("RAPPORT_AUDIT_HEAD_TO")
DEFAULT_FROM_EMAIL = f"Rapport <rapport@{MAIL_DOMAIN}>"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rapport.accounts",  # before allauth: its templates replace theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "rapport.db",
    "rapport.vault",
    "rapport.events",
    "rapport.search",
    "rapport.notices",
    "rapport.people",
    "rapport.jobs",
    "rapport.content",
    "rapport.timeline",
    "rapport.tasks",
    "rapport.consent",
    "rapport.messaging",
    "rapport.integrations",
    "rapport.sandbox",
    "rapport.workspace",
    "rapport.front_door",
    "rapport.web",
    "rapport.worker",
    "rapport.demo",
    "rapport.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rapport.web.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rapport.web.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rapport.accounts.activity.ActivityMiddleware",
    "rapport.config.readings.ReadingsMiddleware",
    "rapport.accounts.gate.GateMiddleware",
    "rapport.accounts.once.OnceMiddleware",
    "rapport.web.errors.ErrorsMiddleware",
]

ROOT_URLCONF = "rapport.config.urls"
WSGI_APPLICATION = "rapport.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ]
                    if not DEBUG
                    else ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rapport.web.shell.shell",
                "rapport.config.live.banner",
            ],
            "builtins": ["rapport.web.templatetags.components", "template_partials.templatetags.partials"],
        },
    }
]

DATABASES: dict[str, Any] = {"default": env.database("DATABASE_URL", HOME / "rapport.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Length and what is not guessed at once count; rules of composition do not (NIST SP 800-63B, 3.1.1.2).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "rapport.accounts.password_validators.MonotonyValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "title")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "rapport.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "rapport.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody but staff gets mail, whatever address is typed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("RAPPORT_TRUSTED_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "rapport.accounts.forms_sign_in.LoginForm",
    "reauthenticate": "rapport.accounts.forms_sign_in.ReauthenticateForm",
    "reset_password": "rapport.accounts.forms_sign_in.ResetPasswordForm",
    "reset_password_from_key": "rapport.accounts.forms_sign_in.ResetPasswordKeyForm",
    "change_password": "rapport.accounts.forms_sign_in.ChangePasswordForm",
    "set_password": "rapport.accounts.forms_sign_in.SetPasswordForm",
}
MFA_FORMS = {"authenticate": "rapport.accounts.forms_sign_in.AuthenticateForm"}
MFA_TOTP_ISSUER = "Rapport"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead outside under our policy; state and PKCE guard the way
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = True

# One company directory by configuration: Entra, Google Workspace, Keycloak, Okta, anything that speaks OIDC.
COMPANY_DIRECTORY = company_directory.read()
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "provider_class": "rapport.accounts.company.CompanyProvider",
        "APPS": [COMPANY_DIRECTORY] if COMPANY_DIRECTORY else [],
    }
}

SESSION_COOKIE_NAME = "__Host-rapport" if SECURE else "rapport"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_IDLE_AGE = env.number("RAPPORT_SESSION_IDLE_HOURS", 72) * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("ar", _("Arabic"))]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other, and compressing all twice takes seconds
FILES_ROOT = HOME / "files"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("RAPPORT_LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "mail.log": {"level": "WARNING"}},
}
