import torch


def step(parts, opt):
    opt.zero_grad()
    total = 0
    for part in parts:
        loss = part.mean()
        total += loss
    total.backward()
    opt.step()
