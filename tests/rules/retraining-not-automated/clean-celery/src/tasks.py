from celery import shared_task

from src.train import main


@shared_task
def refit() -> None:
    main()
