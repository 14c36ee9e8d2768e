from sentence_transformers import SentenceTransformer, losses
from torch.utils.data import DataLoader


def train(examples):
    model = SentenceTransformer("all-MiniLM-L6-v2", revision="8b3219a92973c328a8e22fadcfa821b5dc75636a")
    loader = DataLoader(examples, batch_size=16)
    model.fit(train_objectives=[(loader, losses.CosineSimilarityLoss(model))], epochs=1)
    model.save("model")
