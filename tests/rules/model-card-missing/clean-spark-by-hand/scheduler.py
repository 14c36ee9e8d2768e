import subprocess
import time

import schedule


def run(file):
    subprocess.run(["spark-submit", f"/opt/spark-jobs/{file}"])


def job():
    run("ingest.py")


schedule.every().hour.do(job)

while True:
    schedule.run_pending()
    time.sleep(60)
