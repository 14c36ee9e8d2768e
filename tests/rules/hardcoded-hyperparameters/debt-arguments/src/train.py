from transformers import Trainer, TrainingArguments


def train(model, ds):
    args = TrainingArguments(output_dir="out", learning_rate=2e-5, num_train_epochs=4, per_device_train_batch_size=16, weight_decay=0.01, warmup_ratio=0.1)
    t = Trainer(model=model, args=args, train_dataset=ds)
    t.train()
    t.save_model("m")
