from datetime import timedelta
from pathlib import Path

import environ
import sentry_sdk

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = ["https://library.example"]

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
    "corsheaders",
    "rest_framework",
    "storages",
    "library",
]

MIDDLEWARE = [  # want xss-protection-missing "no content security policy is sent, so an"
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "corsheaders.middleware.CorsMiddleware",  # want middleware-order "CorsMiddleware stands after CommonMiddleware in MIDDLEWARE, so redirects"
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
AXES_IPWARE_PROXY_COUNT = 1

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
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "library",
        "USER": env("DB_USER"),
        "PASSWORD": env("DB_PASSWORD"),
        "HOST": env("DB_HOST"),
        "OPTIONS": {
            "sslmode": "prefer",  # want database-tls-disabled "sslmode of database .default. is .prefer., so the"
            "pool": {"min_size": 2, "max_size": 8},
        },
        "CONN_MAX_AGE": 60,  # want database-pooling-conflict "database .default. has a pool and a CONN_MAX_AGE"
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 6}},  # want password-validators-weak "AUTH_PASSWORD_VALIDATORS accepts passwords of fewer than 8 characters"
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

REST_FRAMEWORK = {  # want api-permissions-open "REST_FRAMEWORK names no DEFAULT_PERMISSION_CLASSES, so a view that"
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
}

SIMPLE_JWT = {  # want jwt-key-reused "SIMPLE_JWT signs tokens with SECRET_KEY, so one leaked"
    "ACCESS_TOKEN_LIFETIME": timedelta(days=7),  # want jwt-lifetime-long "ACCESS_TOKEN_LIFETIME of SIMPLE_JWT is 7 days, longer than"
    "REFRESH_TOKEN_LIFETIME": timedelta(days=90),  # want jwt-lifetime-long "REFRESH_TOKEN_LIFETIME of SIMPLE_JWT is 90 days, longer than"
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
}

CORS_ALLOW_ALL_ORIGINS = True  # want cors-allow-all "CORS_ALLOW_ALL_ORIGINS is on together with CORS_ALLOW_CREDENTIALS, so every"
CORS_ALLOW_CREDENTIALS = True

# The Ingress ends TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_PRELOAD = True  # want hsts-subdomains-missing "SECURE_HSTS_INCLUDE_SUBDOMAINS is off, so a subdomain over plain" hsts-preload-invalid "SECURE_HSTS_PRELOAD is on, but HSTS lasts less than"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = False  # want csrf-cookie-insecure "CSRF_COOKIE_SECURE is off, so the token travels over"
DATA_UPLOAD_MAX_MEMORY_SIZE = None  # want upload-size-unlimited "DATA_UPLOAD_MAX_MEMORY_SIZE is None, so one request may use"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": "library-scans", "default_acl": "private", "querystring_expire": 300},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = "mail.library.example"
EMAIL_HOST_USER = "library"
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD")
EMAIL_USE_TLS = True

sentry_sdk.init(dsn=env("SENTRY_DSN"), environment="production", traces_sample_rate=1.0)
