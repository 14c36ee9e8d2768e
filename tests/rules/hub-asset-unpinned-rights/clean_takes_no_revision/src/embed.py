from fastembed import SparseTextEmbedding, TextEmbedding


def models():
    return TextEmbedding("BAAI/bge-small-en-v1.5"), SparseTextEmbedding(model_name="prithivida/Splade_PP_en_v1")
