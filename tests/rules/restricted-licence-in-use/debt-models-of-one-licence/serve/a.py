from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("CohereForAI/c4ai-command-r-v01", revision="3f1d0c2")
