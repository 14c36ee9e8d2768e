from langchain_huggingface import HuggingFaceEmbeddings
from transformers import AutoModel

from src.config import settings

embeddings = HuggingFaceEmbeddings(model_name=settings.embeddings, model_kwargs={"revision": settings.revision})
own = AutoModel.from_pretrained(settings.weights)
given = AutoModel.from_pretrained(settings.given)
