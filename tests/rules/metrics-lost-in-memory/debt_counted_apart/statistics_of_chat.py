total_questions = 0
started = 12


def count():
    global total_questions
    total_questions += 1


def told():
    return f"{total_questions} questions"
