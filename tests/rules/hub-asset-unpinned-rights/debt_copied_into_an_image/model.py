from transformers import pipeline

tagger = pipeline("sentiment-analysis", model="someone/tone-of-letters")
tagger.save_pretrained("./model")
