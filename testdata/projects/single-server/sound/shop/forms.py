from django import forms
from django.core.validators import FileExtensionValidator


class Application(forms.Form):
    name = forms.CharField()
    cv = forms.FileField(validators=[FileExtensionValidator(["pdf"])])
