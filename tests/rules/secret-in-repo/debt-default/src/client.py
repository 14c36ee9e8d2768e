import os

os.environ.setdefault("API_TOKEN", "x8fQ2mLr7VtZ91bKcW4sYpN3")
