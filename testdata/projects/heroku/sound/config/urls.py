from django.contrib import admin
from django.urls import include, path

from journal import views

urlpatterns = [
    path("editors/", admin.site.urls),
    path("health/", views.health),
    path("privacy/", views.privacy, name="privacy"),
    path("api/", include("journal.api")),
    path("", include("journal.urls")),
]
