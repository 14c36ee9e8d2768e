import os

from fastapi import FastAPI
from ray import serve
from vllm.engine.arg_utils import AsyncEngineArgs
from vllm.engine.async_llm_engine import AsyncLLMEngine

app = FastAPI()


@serve.deployment
@serve.ingress(app)
class VLLMDeployment:
    def __init__(self) -> None:
        self.engine = AsyncLLMEngine.from_engine_args(AsyncEngineArgs(model=os.environ["MODEL_ID"]))

    @app.post("/v1/chat/completions")
    async def chat(self, prompt: str) -> str:
        return await self.engine.generate(prompt)


deployment = VLLMDeployment.bind()
