from feature_registry.views import VIEW

print(VIEW)
