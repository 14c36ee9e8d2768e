from apscheduler.schedulers.background import BackgroundScheduler


class Provider:
    def __init__(self):
        self.scheduler = BackgroundScheduler()

    def add_job(self, func, trigger, **options):
        self.scheduler.add_job(func, trigger, **options)
