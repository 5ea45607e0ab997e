from django.contrib import admin
from django.urls import include, path

from bookings import views

urlpatterns = [
    path("admin/", admin.site.urls),  # want admin-url-default "the admin is at /admin/, where scanners guess"
    path("healthz/", views.health),
    path("", include("bookings.urls")),
]
