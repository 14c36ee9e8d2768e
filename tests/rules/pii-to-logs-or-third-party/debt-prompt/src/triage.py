from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="gpt-4o-mini")


def build_prompt(notes):
    return "Sum up: " + notes


def triage(patient_notes):
    prompt = build_prompt(patient_notes)
    return model.invoke(prompt)
