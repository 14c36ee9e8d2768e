chat_history = []


def remember(question, answer):
    chat_history.append(f"{question}: {answer}")
