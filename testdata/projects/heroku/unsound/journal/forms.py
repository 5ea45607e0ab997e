from django import forms


class ImportForm(forms.Form):
    entries = forms.FileField()  # want upload-type-unvalidated "the form takes any file as entries, so"
