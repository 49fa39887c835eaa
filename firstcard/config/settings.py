"""Django's settings. What differs between demo and real service is in `deployment`."""

import os

from firstcard.config import databases, deployment
from firstcard.config.places import PROJECT_FOLDER, home_from_environment
from firstcard.core.logs import logging_settings

HOME = home_from_environment()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "firstcard.core",
    "firstcard.people",
    "firstcard.accounts",
    "firstcard.messages",
    "firstcard.guidance",
    "firstcard.enrolment",
    "firstcard.cards",
    "firstcard.settlement",
    "firstcard.casework",
    "firstcard.packdesk",
    "firstcard.family",
    "firstcard.desk",
]
AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

MIDDLEWARE = [
    "firstcard.core.middleware.request_log",
    "firstcard.core.middleware.api_problems",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "firstcard.core.middleware.NoNul",
    "firstcard.core.look.Switches",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "firstcard.core.middleware.DatabaseAway",
    "firstcard.guidance.middleware.KeptPlans",
    "firstcard.guidance.middleware.Refusals",
]

ROOT_URLCONF = "firstcard.config.urls"
WSGI_APPLICATION = "firstcard.config.wsgi.application"
DATABASES = {"default": databases.settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "firstcard.accounts.context.signed_in",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PROJECT_FOLDER / "firstcard" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"

# A family's answers lie in its own signed cookie (docs/adr/0008); on the server only where it
# keeps its plan, sealed (docs/adr/0010).
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "firstcard.core.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "font-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

# Forms and API requests are short texts; files are taken only by views that say so.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["firstcard.core.uploads.Files"]

LOGGING_CONFIG = None
logging_settings(level=os.environ.get("FIRSTCARD_LOG_LEVEL", "INFO"))

_mode = deployment.settings(demo=deployment.is_demo())
DEMO = _mode["DEMO"]
PUBLIC_URL = _mode["PUBLIC_URL"]
SECRET_KEY = _mode["SECRET_KEY"]
SECRET_KEY_FALLBACKS = _mode["SECRET_KEY_FALLBACKS"]
DATA_KEYS = _mode["DATA_KEYS"]
ALLOWED_HOSTS = _mode["ALLOWED_HOSTS"]
SESSION_COOKIE_SECURE = _mode["SESSION_COOKIE_SECURE"]
CSRF_COOKIE_SECURE = _mode["CSRF_COOKIE_SECURE"]
LANGUAGE_COOKIE_SECURE = _mode["LANGUAGE_COOKIE_SECURE"]
SECURE_HSTS_SECONDS = _mode["SECURE_HSTS_SECONDS"]
SECURE_SSL_REDIRECT = _mode["SECURE_SSL_REDIRECT"]
SECURE_PROXY_SSL_HEADER = _mode["SECURE_PROXY_SSL_HEADER"]
STORAGES = _mode["STORAGES"]
WHITENOISE_USE_FINDERS = _mode["WHITENOISE_USE_FINDERS"]
