from transformers import AutoModel, AutoTokenizer

MODELS = ["intfloat/multilingual-e5-large", "sentence-transformers/all-MiniLM-L6-v2"]


def model_fn(model_dir):
    return {
        one: (AutoTokenizer.from_pretrained(f"{model_dir}/{one}"), AutoModel.from_pretrained(f"{model_dir}/{one}"))
        for one in MODELS
    }


def predict_fn(data, models):
    tokenizer, model = models[data["model"]]
    return model(**tokenizer(data["input"], return_tensors="pt")).last_hidden_state
