from datasets import load_from_disk
from transformers import AutoModelForSequenceClassification, Trainer

trainer = Trainer(model=AutoModelForSequenceClassification.from_pretrained("./base"), train_dataset=load_from_disk("data"))
trainer.train()
trainer.save_model("out")
