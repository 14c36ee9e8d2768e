from datetime import date

FILE = f"exports/chat_{date.today():%Y%m%d}.txt"


def save(size, seconds):
    with open(FILE, "a", encoding="utf-8") as file:
        file.write(f"{size} {seconds}\n")
