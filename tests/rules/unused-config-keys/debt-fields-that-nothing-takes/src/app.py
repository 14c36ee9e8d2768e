from settings import SearchSettings

settings = SearchSettings()
print(settings.endpoint, settings.index, settings.query_type, settings.in_domain)
