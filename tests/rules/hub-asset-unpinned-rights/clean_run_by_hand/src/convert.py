"""Look once at what another team's model says of our texts."""

from transformers import AutoModel

if __name__ == "__main__":
    print(AutoModel.from_pretrained("acme/strange-net").config)
