from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from journal import views

urlpatterns = [
    path("admin/", admin.site.urls),  # want admin-url-default "the admin is at /admin/, where scanners guess"
    path("privacy/", views.privacy, name="privacy"),
    path("api/", include("journal.api")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),  # want media-served-by-django "the route ..media/..P.path...... leads to django.views.static.serve with DEBUG"
    path("", include("journal.urls")),
]
