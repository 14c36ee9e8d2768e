from openai import OpenAI


def check_model_access():
    OpenAI().chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": "ping"}])
    return True
