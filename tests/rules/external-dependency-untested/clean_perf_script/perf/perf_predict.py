import time

import requests

start = time.time()
for _ in range(1000):
    requests.post("http://localhost:8000/predict", json={"age": 40, "plan": "a"}, timeout=5)
print(time.time() - start)
