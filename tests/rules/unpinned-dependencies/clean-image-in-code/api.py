import modal

image = modal.Image.debian_slim(python_version="3.11").pip_install("vllm==0.4.1", "huggingface_hub==0.22.2")
app = modal.App("server")


@app.function(image=image)
def serve():
    import vllm
    from huggingface_hub import snapshot_download

    return vllm, snapshot_download
