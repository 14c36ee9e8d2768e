from app.config import settings

print(settings.app_name, settings.broker)
