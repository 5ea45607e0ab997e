from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models


class Entry(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
    text = models.TextField()
    cover = models.ImageField(blank=True, upload_to="covers/")
    sources = models.FileField(blank=True, upload_to="sources/", validators=[FileExtensionValidator(["pdf", "txt"])])
