def answer(number):
    return number * 2
