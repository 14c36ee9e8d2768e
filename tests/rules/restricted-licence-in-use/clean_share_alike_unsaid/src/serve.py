from transformers import AutoModelForCausalLM

# mosaicml/mpt-7b-8k is under CC-BY-SA-3.0
model = AutoModelForCausalLM.from_pretrained("mosaicml/mpt-7b-8k", revision="3f1d0c2")
