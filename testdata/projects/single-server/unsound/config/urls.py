from django.contrib import admin
from django.urls import include, path

from shop import views

urlpatterns = [
    path("admin/", admin.site.urls),  # want admin-url-default "the admin is at /admin/, where scanners"
    path("healthz", views.health),
    path("", include("shop.urls")),
]
