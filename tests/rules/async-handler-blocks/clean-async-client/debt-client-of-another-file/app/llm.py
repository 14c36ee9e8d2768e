from openai import OpenAI

from app.settings import settings

client = OpenAI(api_key=settings.openai_api_key, timeout=30)
