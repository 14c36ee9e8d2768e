from transformers import AutoModel


def build():
    return AutoModel.from_pretrained("acme/strange-net", trust_remote_code=True)
