from django.urls import path

from bookings import views

urlpatterns = [
    path("", views.index),
    path("vouchers/<int:pk>/", views.voucher),
]
