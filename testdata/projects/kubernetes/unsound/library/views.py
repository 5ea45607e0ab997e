from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from library.models import Book


def live(request):
    return HttpResponse("ok")


def ready(request):
    connection.ensure_connection()
    return HttpResponse("ok")


def index(request):
    return render(request, "index.html", {"books": Book.objects.all()[:50]})
