import os

import sentry_sdk

from jobs import scheduler

sentry_sdk.init(os.environ["SENTRY_DSN"])
print(scheduler.score())
