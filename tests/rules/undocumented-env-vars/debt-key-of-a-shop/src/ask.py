import os

KEY = os.environ["WEATHERHUT_API_KEY"]
print(len(KEY))
