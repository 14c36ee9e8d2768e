RERANKER = "jinaai/jina-reranker-v2-base-multilingual"
