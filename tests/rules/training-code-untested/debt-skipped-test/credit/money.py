def cents(x):
    return round(x * 100)
