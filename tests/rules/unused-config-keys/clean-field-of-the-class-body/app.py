from config import settings

print(settings.DATA_DIR, settings.PORT)
