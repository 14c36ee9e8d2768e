from sentence_transformers import CrossEncoder

from src.config import RERANKER

reranker = CrossEncoder(RERANKER)
