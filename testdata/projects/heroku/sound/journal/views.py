from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from journal.models import Entry


def health(request):
    connection.ensure_connection()
    return HttpResponse("ok")


def privacy(request):
    return render(request, "privacy.html")


def index(request):
    return render(request, "index.html", {"entries": Entry.objects.all()[:20]})
