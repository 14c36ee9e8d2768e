from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

MODEL = AutoModelForCausalLM.from_pretrained("org/model", revision="4f2c1d0")
TOKENS = AutoTokenizer.from_pretrained("org/model", revision="4f2c1d0")


def answer(question):
    how = GenerationConfig(max_new_tokens=200, temperature=0.2, top_p=0.9, top_k=40, repetition_penalty=1.1)
    return TOKENS.decode(MODEL.generate(**TOKENS(question, return_tensors="pt"), generation_config=how)[0])
