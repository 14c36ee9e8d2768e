import argparse

from transformers import Trainer, TrainingArguments


def train(model, ds, given):
    args = TrainingArguments(output_dir="out", learning_rate=given.lr, num_train_epochs=given.epochs, warmup_ratio=0.1, weight_decay=0.01, logging_steps=50)
    Trainer(model=model, args=args, train_dataset=ds).train()


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=2e-5)
    parser.add_argument("--epochs", type=int, default=4)
    return parser.parse_args()
