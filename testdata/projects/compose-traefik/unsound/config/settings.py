from pathlib import Path

import environ
import sentry_sdk
from celery.schedules import crontab

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env("DJANGO_DEBUG", default="False")  # want debug-enabled "DEBUG is on when DJANGO_DEBUG is not set" debug-string-truthy "DEBUG is the text of DJANGO_DEBUG, and every"
SECRET_KEY = env("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = ["bookings.example", "localhost"]
CSRF_TRUSTED_ORIGINS = ["https://bookings.example"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "bookings",
]

MIDDLEWARE = [  # want xss-protection-missing "no content security policy is sent, so an"
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",  # want database-pooling-missing "database .default. has neither CONN_MAX_AGE nor a pool"
        "NAME": "bookings",
        "USER": "bookings",  # want database-superuser "database .default. is used as the user that"
        "PASSWORD": env("DB_PASSWORD", default="bookings"),  # want database-credentials-hardcoded "the password of database .default. falls back to" database-password-weak "the password of database .default. is the name"
        "HOST": "db",
        "PORT": "5432",
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://redis:6379/1",
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 3600  # want hsts-subdomains-missing "SECURE_HSTS_INCLUDE_SUBDOMAINS is off, so a subdomain over plain" hsts-preload-missing "SECURE_HSTS_PRELOAD is off, so the very first visit" hsts-short "SECURE_HSTS_SECONDS is 3600, which is less than a" proxy-ssl-header-missing "SECURE_SSL_REDIRECT is on and SECURE_PROXY_SSL_HEADER is not set"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365  # want session-lifetime-long "SESSION_COOKIE_AGE is 365 days, so a stolen session"
CSRF_COOKIE_SECURE = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = "mail.bookings.example"
EMAIL_HOST_USER = "bookings"
EMAIL_HOST_PASSWORD = "Quai-des-Cygnes-14"  # want credential-hardcoded "EMAIL_HOST_PASSWORD is a password that stands in the"
EMAIL_USE_TLS = True

CELERY_BROKER_URL = "redis://redis:6379/0"
CELERY_BEAT_SCHEDULE = {
    "remind-guests": {
        "task": "bookings.tasks.remind_guests",
        "schedule": crontab(hour=9, minute=0),
    },
}

sentry_sdk.init(dsn=env("SENTRY_DSN", default=""), send_default_pii=True)  # want error-tracking-leaks-personal-data "send_default_pii is on, so every error takes along"
