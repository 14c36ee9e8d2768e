import joblib

NER = joblib.load("ner.joblib")


def get_skills(adverts):
    return [NER.predict([advert]) for advert in adverts]
