import requests

API_KEY = "b7Qz81mXw04TnLr95KvHs2Yd"
