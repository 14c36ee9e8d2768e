from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

scheduler = BlockingScheduler()


def retrain():
    return 1


@scheduler.scheduled_job("interval", minutes=30)
def score():
    return 2


scheduler.add_job(retrain, CronTrigger(hour=2, minute=30))
scheduler.start()
