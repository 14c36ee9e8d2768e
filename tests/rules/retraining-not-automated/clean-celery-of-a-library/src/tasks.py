from celery import shared_task
from segmenter import Trainer


@shared_task
def train_model(area: str) -> None:
    Trainer(area).run()
