import os

base_url = os.environ.get("OLLAMA_BASE_URL")
if not base_url:
    base_url = "http://10.0.0.12:11434"
PLACE = "/dbfs/FileStore/shared_uploads/<your-user-name>/rows.csv"
print(base_url, PLACE)
