def build(frame):
    return frame.assign(a=1)
