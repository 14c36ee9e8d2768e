from transformers import AutoModel

from app.config import settings

model = AutoModel.from_pretrained(settings.EMOTION_MODEL, trust_remote_code=True, revision=settings.EMOTION_REVISION)
