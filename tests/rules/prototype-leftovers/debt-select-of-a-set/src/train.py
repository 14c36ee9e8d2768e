from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments


def main():
    data = load_dataset("imdb")
    tok = AutoTokenizer.from_pretrained("distilbert-base-uncased")
    train = data["train"].shuffle(seed=42).select(range(1000)).map(lambda r: tok(r["text"], truncation=True), batched=True)
    model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
    args = TrainingArguments(output_dir="out", num_train_epochs=3)
    Trainer(model=model, args=args, train_dataset=train).train()
    model.save_pretrained("model")


if __name__ == "__main__":
    main()
