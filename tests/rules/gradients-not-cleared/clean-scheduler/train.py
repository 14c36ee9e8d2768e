import torch


def later(scheduler, losses):
    for loss in losses:
        loss.backward()
        scheduler.step()
