from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render

from bookings.models import Booking


def health(request):
    connection.ensure_connection()
    return HttpResponse("ok")


def index(request):
    return render(request, "index.html")


@login_required
def voucher(request, pk):
    booking = get_object_or_404(Booking, pk=pk)
    return FileResponse(booking.voucher.open(), as_attachment=True)
