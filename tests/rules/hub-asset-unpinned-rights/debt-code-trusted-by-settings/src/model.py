from transformers import AutoModel

from src.settings import settings


def build():
    return AutoModel.from_pretrained("acme/strange-net", trust_remote_code=settings.trust_remote_code)
