import hashlib

from sentence_transformers import SentenceTransformer


class EmbeddingService:
    def __init__(self):
        self.model = SentenceTransformer("intfloat/e5-small", revision="24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1")
        self.seen = {}

    def embed(self, text: str) -> list[float]:
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self.seen:
            self.seen[key] = [float(x) for x in self.model.encode(text)]
        return self.seen[key]

    def vector_of_words(self, text: str, size: int = 512) -> list[float]:
        vector = [0.0] * size
        for word in text.lower().split():
            vector[int(hashlib.md5(word.encode()).hexdigest(), 16) % size] += 1.0
        return [x / (sum(vector) or 1) for x in vector]
