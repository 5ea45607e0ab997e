import os
from pathlib import Path

import sentry_sdk

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DJANGO_DEBUG", "")  # want debug-string-truthy "DEBUG is the text of DJANGO_DEBUG, and"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "change-me-before-the-launch-0123456789")  # want secret-key-hardcoded "SECRET_KEY falls back to a text in" secret-key-weak "SECRET_KEY is shorter than 50 characters when"
ALLOWED_HOSTS = ["shop.example"]
CSRF_TRUSTED_ORIGINS = ["https://shop.example", "https://www.shop.example"]

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
    "shop",
]

MIDDLEWARE = [  # want session-cookie-insecure "SESSION_COOKIE_SECURE is off, so session cookies travel" xss-protection-missing "no content security policy is sent, so"
    "django.middleware.security.SecurityMiddleware",
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
        "ENGINE": "django.db.backends.postgresql",  # want database-pooling-missing "database .default. has neither CONN_MAX_AGE nor a"
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": "/var/run/postgresql",
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # want hsts-missing "SECURE_HSTS_SECONDS is not set, so browsers may"

STATIC_URL = "static/"
STATIC_ROOT = "/srv/shop/static"
MEDIA_URL = "media/"
MEDIA_ROOT = "/srv/shop/media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

EMAIL_HOST = "mail.shop.example"
EMAIL_HOST_USER = "shop"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = True

sentry_sdk.init(dsn=os.environ["SENTRY_DSN"], send_default_pii=True)  # want error-tracking-leaks-personal-data "send_default_pii is on, so every error takes"
