from django import forms


class HouseForm(forms.Form):
    area = forms.FloatField(min_value=10)
