import subprocess
import time

import schedule


def run(file):
    subprocess.run(["spark-submit", f"/opt/jobs/{file}"])


def train():
    run("train.py")


def score():
    run("score.py")


schedule.every().day.at("02:00").do(train)
schedule.every(6).hours.do(score)

while True:
    schedule.run_pending()
    time.sleep(60)
