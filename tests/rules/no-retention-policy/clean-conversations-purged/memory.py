from datetime import date

FILE = f"exports/chat_{date.today():%Y%m%d}.txt"


def save(user_message, ai_answer):
    with open(FILE, "a", encoding="utf-8") as file:
        file.write(f"{user_message}\n{ai_answer}\n")


def purge_old_chats(days=30):
    """Delete what is older."""
    for path in EXPORTS.glob("*.txt"):
        if path.stat().st_mtime < days:
            path.unlink()
