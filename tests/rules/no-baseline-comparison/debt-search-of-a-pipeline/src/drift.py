"""Holds each week against the baseline of the training rows."""

import datetime


def drifted(baseline, week, limit=0.2):
    moved = abs(week["score"].mean() - baseline["score"].mean())
    return moved > limit, datetime.datetime.now(datetime.UTC).replace(tzinfo=None)  # naive, in UTC
