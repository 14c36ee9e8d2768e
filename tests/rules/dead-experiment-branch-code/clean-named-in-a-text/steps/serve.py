def custom_predict(model, request):
    answers = []
    for one in request:
        answers.append(model.predict(one))
    return answers
