from django.core.validators import FileExtensionValidator
from django.db import models


class Book(models.Model):
    title = models.CharField(max_length=300)
    scan = models.FileField(blank=True, upload_to="scans/", validators=[FileExtensionValidator(["pdf", "djvu"])])
