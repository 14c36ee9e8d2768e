LONG_KM = 12.5


def build(frame):
    frame = frame.copy()
    frame["is_long"] = (frame.km > LONG_KM).astype(int)
    frame["is_night"] = (frame.hour > 21).astype(int)
    frame["speed"] = frame.km / (frame.minutes + 1)
    return frame
