from django.contrib import admin
from django.urls import include, path

from shop import views

urlpatterns = [
    path("backstage/", admin.site.urls),
    path("healthz", views.health),
    path("", include("shop.urls")),
]
