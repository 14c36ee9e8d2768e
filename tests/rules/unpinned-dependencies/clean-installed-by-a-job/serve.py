import numpy
from llama_cpp import Llama

model = Llama("m.gguf")
