"""Django's settings. Everything that differs between two installations is an environment variable."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("K8SVIZ_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret(path: Path) -> str:
    """The secret of this installation, made at its first start."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or _own_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_FAILURE_VIEW = "k8sviz.rooms.problems.not_sent_by_us"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = env.int("PORT", 8000)
WORKERS = env.int("WEB_CONCURRENCY", 1)

INSTALLED_APPS = [
    "k8sviz.lessons",
    "k8sviz.terminal",
    "k8sviz.kubeapi",
    "k8sviz.rooms",  # before staticfiles: it brings its own runserver
    "django.contrib.staticfiles",
    "servestatic",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "k8sviz.rooms.headers.guarded",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "k8sviz.urls"
ASGI_APPLICATION = "k8sviz.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# Under ASGI connections must not outlive a request (they leak, one for each thread), hence the pool.
# A deferred SQLite transaction that upgrades fails at once whatever the timeout, hence IMMEDIATE.
# FULL: what was acknowledged outlives a power cut too (0.2 ms an entry).
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
}
_POOL = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 8)}}
_database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'k8sviz.sqlite3'}")
_database["CONN_MAX_AGE"] = 0
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    **(_SQLITE if "sqlite" in _database["ENGINE"] else _POOL if "postgresql" in _database["ENGINE"] else {}),
}
DATABASES = {"default": _database}

REDIS_URL = env.str("REDIS_URL", "")
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", "k8sviz")},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# "plain" serves static files by their own names straight from their folders: for work on them, and tests.
STATIC_FILES = env.str("STATIC_FILES", "plain" if DEBUG else "hashed")
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", BASE_DIR / "build/static") if path.is_dir()]
STATIC_ROOT = BASE_DIR / "build" / "collected"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED = "servestatic.storage.CompressedManifestStaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": _PLAIN if STATIC_FILES == "plain" else _HASHED}}
SERVESTATIC_ALLOW_ALL_ORIGINS = False
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = STATIC_FILES == "plain"

# The hash is that of the one style element that Cytoscape adds to a page.
_CYTOSCAPE_STYLE = "'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, _CYTOSCAPE_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"  # a room's address is what lets people in
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_COOKIES = env.bool("SECURE_COOKIES", False)  # set it where the site is served over https
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if SECURE_COOKIES else 0
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# Overrides of k8sviz.rooms.limits.Limits by name, as JSON: K8SVIZ_LIMITS='{"viewers": 50}'
K8SVIZ_LIMITS: dict[str, Any] = env.json("K8SVIZ_LIMITS", default={})
# A teacher's own folder of lessons beside ours: docs/lessons.md
K8SVIZ_LESSONS = env.str("K8SVIZ_LESSONS", "")
# No request is read further than this; texts have a smaller limit of their own, with words.
REQUEST_BYTES = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BYTES

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "k8sviz": {"level": env.str("LOG_LEVEL", "INFO")},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
