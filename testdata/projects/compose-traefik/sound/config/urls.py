from django.contrib import admin
from django.urls import include, path

from bookings import views

urlpatterns = [
    path("front-desk/", admin.site.urls),
    path("healthz/", views.health),
    path("", include("bookings.urls")),
]
