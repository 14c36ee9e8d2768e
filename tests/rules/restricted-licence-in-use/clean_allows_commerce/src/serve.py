from diffusers import StableDiffusionPipeline
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("meta-llama/Llama-2-7b-hf", revision="3f1d0c2")
pipe = StableDiffusionPipeline.from_pretrained("stabilityai/stable-diffusion-2-1")
