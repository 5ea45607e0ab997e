from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from journal.forms import ImportForm
from journal.models import Entry


def privacy(request):
    return render(request, "privacy.html")


def index(request):
    return render(request, "index.html", {"entries": Entry.objects.all()[:20]})


@csrf_exempt
def bring_in(request):
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        Entry.objects.create(author=request.user, title="Imported", text=form.cleaned_data["entries"].read().decode())
        return redirect("/")
    return render(request, "import.html", {"form": form})
