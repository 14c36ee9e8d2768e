import os

import cohere
from qdrant import Client

a = cohere.Client(os.environ["COHERE_KEY"])
b = cohere.Client("<your-cohere-key-of-forty-characters-here>")
c = cohere.Client("your-cohere-api-key-goes-in-this-place-00")
d = Client("http://localhost:6333/collections/of/documents")
e = cohere.Client("https://proxy.acme.io")
f = OpenAI("my-deployment-of-a-rather-long-name-in-europe")
