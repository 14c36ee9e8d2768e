from urllib.request import urlretrieve

urlretrieve("https://huggingface.co/TheBloke/Mistral-7B-GGUF/resolve/main/mistral.Q4.gguf", "m.gguf")
