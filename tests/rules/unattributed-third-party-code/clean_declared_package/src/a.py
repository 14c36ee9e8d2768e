def forward(blocks, values):
    # Adapted from https://github.com/someone/swarm_net/blob/main/forward.py
    for block in blocks:
        values = block(values)
    return values
