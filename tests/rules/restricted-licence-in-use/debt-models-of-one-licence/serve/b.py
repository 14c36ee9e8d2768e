from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("CohereForAI/c4ai-aya-expanse-8b", revision="3f1d0c2")
