from services.openai import get_chat_completion

print(get_chat_completion([]))
