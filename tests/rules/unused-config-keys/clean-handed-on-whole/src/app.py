from settings import SearchSettings

settings = SearchSettings()
print(settings.payload(), settings.endpoint, settings.index, settings.query_type, settings.in_domain)
