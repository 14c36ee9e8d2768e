from kafka import KafkaConsumer, KafkaProducer
from sklearn.linear_model import SGDClassifier


def run(store):
    consumer, dead = KafkaConsumer("rows"), KafkaProducer()
    for message in consumer:
        try:
            store.insert_one(message.value)
        except Exception as error:
            print(f"failed: {error}")


def train(x, y):
    return SGDClassifier(random_state=1).fit(x, y)
