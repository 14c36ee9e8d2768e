from django.views import FeatureView


class OwnView:
    pass


view = FeatureView(name="view")
