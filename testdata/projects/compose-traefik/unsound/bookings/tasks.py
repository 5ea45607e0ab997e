from datetime import date, timedelta

from celery import shared_task
from django.core.mail import send_mail

from bookings.models import Booking


@shared_task
def remind_guests():
    for booking in Booking.objects.filter(arrival=date.today() + timedelta(days=2)):
        send_mail("Your stay", f"See you on {booking.arrival}.", None, [booking.email])
