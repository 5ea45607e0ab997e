import os
from pathlib import Path

import dj_database_url
import sentry_sdk

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = bool(os.environ.get("DJANGO_DEBUG", "False"))  # want debug-enabled "DEBUG is on when DJANGO_DEBUG is not set"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "django-insecure-7q^2m!vh0x$c8z@r3t_w5y&k1b4n6p9s")  # want secret-key-hardcoded "SECRET_KEY falls back to a text in the" secret-key-weak "SECRET_KEY is marked as insecure by its beginning"
ALLOWED_HOSTS = ["*"]  # want allowed-hosts-wildcard "ALLOWED_HOSTS allows every host, so forged Host headers"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [  # want password-validators-missing "AUTH_PASSWORD_VALIDATORS is not set, so users may choose" login-unthrottled "nothing among the installed apps throttles logins, so"
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "debug_toolbar",
    "rest_framework",
    "journal",
]

MIDDLEWARE = [  # want xss-protection-missing "no content security policy is sent, so an"
    "django.middleware.security.SecurityMiddleware",
    "debug_toolbar.middleware.DebugToolbarMiddleware",  # want debug-tooling-in-production "DebugToolbarMiddleware is in MIDDLEWARE where DEBUG is off"
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    "default": dj_database_url.config(default="sqlite:///db.sqlite3"),  # want database-sqlite "the default database is SQLite when DATABASE_URL is"
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # want api-permissions-open "DEFAULT_PERMISSION_CLASSES of REST_FRAMEWORK lets everybody in, so a"
}

CORS_ALLOWED_ORIGINS = ["https://journal.example", "http://journal.example"]  # want cors-origin-loose "CORS_ALLOWED_ORIGINS allows .http://journal.example., which is plain HTTP, so"
CSRF_TRUSTED_ORIGINS = ["https://*.herokuapp.com"]  # want csrf-cookie-insecure "CSRF_COOKIE_SECURE is off, so the token travels over" csrf-trusted-origins-loose "CSRF_TRUSTED_ORIGINS allows .https://..herokuapp.com., which lets everybody with a"

# Heroku ends TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # want hsts-missing "SECURE_HSTS_SECONDS is not set, so browsers may still" ssl-redirect-missing "SECURE_SSL_REDIRECT is off, so plain HTTP is answered"
SESSION_COOKIE_SAMESITE = "None"  # want session-cookie-samesite-weak "SESSION_COOKIE_SAMESITE lets session cookies go with requests from" session-cookie-insecure "SESSION_COOKIE_SECURE is off, so session cookies travel over"
X_FRAME_OPTIONS = "ALLOWALL"  # want frame-options-weak "X_FRAME_OPTIONS is a value that browsers ignore, so"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"  # want static-storage-ignored "STATICFILES_STORAGE has no effect since Django 5.1, so" static-cache-missing "static files have no hash in their names"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"

EMAIL_HOST = "smtp.mail.example"
EMAIL_HOST_USER = "journal"
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "Lesekreis-am-Dienstag-19")  # want credential-hardcoded "EMAIL_HOST_PASSWORD falls back to a password that stands"
EMAIL_USE_TLS = True

sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN", ""), environment="production", send_default_pii=True)  # want error-tracking-leaks-personal-data "send_default_pii is on, so every error takes along"
