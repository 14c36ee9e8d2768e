try:
    from topics.representation._openai import OpenAI
except ModuleNotFoundError:
    OpenAI = None
