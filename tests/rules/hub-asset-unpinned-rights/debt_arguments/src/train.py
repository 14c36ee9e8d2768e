from dataclasses import dataclass, field

from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, HfArgumentParser, Trainer, TrainingArguments


@dataclass
class ScriptArguments:
    dataset_name: str = field(default="knkarthick/dialogsum", metadata={"help": "the data"})
    model_name: str = field(default="vinai/bertweet-base")


def main():
    parser = HfArgumentParser((ScriptArguments, TrainingArguments))
    script_args, training_args = parser.parse_args_into_dataclasses()
    data = load_dataset(script_args.dataset_name, split="train")
    model = AutoModelForSequenceClassification.from_pretrained(script_args.model_name)
    Trainer(model=model, args=training_args, train_dataset=data).train()


if __name__ == "__main__":
    main()
