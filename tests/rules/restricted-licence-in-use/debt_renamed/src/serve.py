import sentence_transformers as st


class Encoder:
    def __init__(self):
        self.model = st.SentenceTransformer("jinaai/jina-embeddings-v3")
