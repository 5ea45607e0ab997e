from django import forms


class Application(forms.Form):
    name = forms.CharField()
    cv = forms.FileField()  # want upload-type-unvalidated "the form takes any file as cv"
