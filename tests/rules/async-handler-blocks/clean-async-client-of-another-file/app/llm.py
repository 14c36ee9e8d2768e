from openai import AsyncOpenAI

from app.settings import settings

client = AsyncOpenAI(api_key=settings.openai_api_key, timeout=30)
