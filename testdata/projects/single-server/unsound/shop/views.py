from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from shop.forms import Application


def health(request):
    connection.ensure_connection()
    return HttpResponse("ok")


def index(request):
    return render(request, "index.html")


def apply(request):
    form = Application(request.POST or None, request.FILES or None)
    if form.is_valid():
        return redirect("/")
    return render(request, "apply.html", {"form": form})
