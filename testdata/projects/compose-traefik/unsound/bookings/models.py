from django.db import models


class Booking(models.Model):
    name = models.CharField(max_length=200)
    email = models.EmailField()
    arrival = models.DateField()
    voucher = models.FileField(blank=True, upload_to="vouchers/")
