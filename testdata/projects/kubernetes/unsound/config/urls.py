from django.contrib import admin
from django.urls import include, path

from library import views

urlpatterns = [
    path("staff-only/", admin.site.urls),
    path("livez", views.live),
    path("readyz", views.ready),
    path("api/", include("library.api")),
    path("", include("library.urls")),
]
