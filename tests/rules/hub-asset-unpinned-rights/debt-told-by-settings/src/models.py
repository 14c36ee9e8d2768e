from langchain_community.cross_encoders import HuggingFaceCrossEncoder
from langchain_huggingface import HuggingFaceEmbeddings
from transformers import AutoModel

from src.config import EMBEDDINGS, RERANKER, WEIGHTS

embeddings = HuggingFaceEmbeddings(model_name=EMBEDDINGS)
reranker = HuggingFaceCrossEncoder(model_name=RERANKER, model_kwargs={"trust_remote_code": True})
own = AutoModel.from_pretrained(WEIGHTS)
