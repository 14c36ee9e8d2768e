import os

KEY = os.environ["MISTRAL_API_KEY"]
print(len(KEY))
