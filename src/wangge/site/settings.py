"""Django's settings. What differs from place to place comes from ``surroundings``; the rest is fixed here."""

from pathlib import Path

from wangge.core.words import Say
from wangge.site.surroundings import Surroundings

HERE = Surroundings()

VAR = Path(HERE.text("VAR", "var")).resolve()
DEMO = HERE.flag("DEMO")
DEBUG = False

SECRET_KEY = HERE.text("SECRET_KEY", "change-me")
FIELD_KEY = HERE.field_key()
"""32 bytes for AES-256-GCM over contacts, drawn from ``WANGGE_FIELD_KEY``."""
ANCHOR_KEY = HERE.anchor_key()
"""32 secret bytes that sign anchors and case files (Ed25519), drawn from ``WANGGE_ANCHOR_KEY``; None signs nothing."""

DISTRICT = HERE.text("DISTRICT", "211102")
"""The district whose page a resident stands on when neither place nor page says another."""
CODE_LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
"""Digits of the area code at each level (GB/T 2260, GB/T 10114, statistical code, three for the grid)."""

PUBLIC_ADDRESS = HERE.text("PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
"""What tracking addresses begin with."""
PROXIES = HERE.number("PROXIES", 0)
"""How many proxies of ours stand before the server, each adding a caller's address to ``X-Forwarded-For``."""
LIVE_ADDRESS = HERE.live_address()
"""Where browsers find the live line (``wangge live``); empty where there is none and clients poll."""
FILES = Path(HERE.text("FILES", str(VAR / "files")))
MODELS = Path(HERE.text("MODELS", str(VAR / "models")))
"""What the districts have learned from their closed cases; can be made anew by ``wangge learn``."""
UNSEEN_MINUTES = HERE.number("UNSEEN_MINUTES", 30)
"""A handed-over case that nobody has opened after so many minutes goes out by SMS and stands red."""
SMS = {
    "address": HERE.text("SMS_ADDRESS"),
    "key_id": HERE.text("SMS_KEY_ID"),
    "key_secret": HERE.text("SMS_KEY_SECRET"),
    "sign_name": HERE.text("SMS_SIGN_NAME", "网格"),
    "template_unseen": HERE.text("SMS_TEMPLATE_UNSEEN", "SMS_WANGGE_UNSEEN"),
    "template_ended": HERE.text("SMS_TEMPLATE_ENDED", "SMS_WANGGE_ENDED"),
}
AT_WORK = HERE.number("AT_WORK", 0)
"""How many requests of a process are at work at once; ``wangge serve`` sets its threads, 0 counts nothing."""
WAITING, PATIENCE = HERE.number("WAITING", 16), HERE.number("PATIENCE", 10)
"""How many reports and moves may wait for each place at work, and for how many seconds."""
BUSY_PAGE = "wangge.pages.views.busy_page"
"""Who draws the page for whoever is sent away: ``busy_page(request, refusal)``."""
OFFLINE = HERE.text("OFFLINE", "on").lower() not in {"0", "false", "no", "off"}
"""Whether phones keep the worker app; off takes it away from every phone that comes by."""
BASEMAP = HERE.base_map()
"""The base map under our own drawing; ``none`` as long as nobody has named one."""
NAME = Say(HERE.text("NAME_ZH", "双台子区网格"), HERE.text("NAME_EN", "Shuangtaizi grid"))

ALLOWED_HOSTS = [h for h in HERE.text("HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
SECURE = PUBLIC_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wangge.pages.views.csrf_failure"
CASE_PAPER = "wangge.pages.paper.paper"
"""Who draws the pages of a case file that is handed out: ``paper(case, actor, language, at=, source=)``."""
SESSION_COOKIE = "wangge_session"
SESSION_HOURS = HERE.number("SESSION_HOURS", 12)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
"""With ``no-referrer`` browsers send our own forms with ``Origin: null``, which the form key check refuses."""
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "axes",
    "wangge.journal",
    "wangge.places",
    "wangge.clock",
    "wangge.orgs",
    "wangge.catalogue",
    "wangge.files",
    "wangge.cases",
    "wangge.notices",
    "wangge.learning",
    "wangge.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wangge.api.admission.Admission",
    "django.middleware.common.CommonMiddleware",
    "wangge.api.levels.Handshake",
    "wangge.api.plain.PlainText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "wangge.site.urls"
WSGI_APPLICATION = "wangge.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [], "builtins": ["wangge.pages.templatetags.wangge"]},
    }
]

DATABASES = {"default": HERE.database(VAR / "wangge.sqlite3")}
OWNER_DATABASE = HERE.database(VAR, name="OWNER_DATABASE") if HERE.text("OWNER_DATABASE") else None
"""As whom ``wangge migrate`` works, where the server's own role owns no table."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003", "axes.W006"]
"""The lock is answered by our own doors, not by a middleware; the account is locked, not the address: a whole
street may share one."""

LANGUAGE_CODE = "zh-hans"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
DISTRICT_ZONE = HERE.text("TIME_ZONE", "Asia/Shanghai")
"""Times are stored in UTC and shown in this zone."""

STATIC_URL = "/static/"
STATIC_ROOT = Path(HERE.text("STATIC", str(VAR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 26_214_400
FILE_UPLOAD_MAX_MEMORY_SIZE = 4_194_304

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "wangge": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.request": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
    },
}
