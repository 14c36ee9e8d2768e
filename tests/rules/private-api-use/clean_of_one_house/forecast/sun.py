from rex.solar import Position


def sun(times, place):
    return Position._calc_sun(times, place)
