import torch


class LoSPredictor(torch.nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(dims, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x)


def init(dims: int, model_file: str) -> LoSPredictor:
    predictor = LoSPredictor(dims)
    predictor.load_state_dict(torch.load(model_file))
    predictor.eval()
    return predictor


def get_prediction(predictor: LoSPredictor, vector):
    tensor = torch.tensor(vector)
    prediction = predictor(tensor)
    return prediction.item()
