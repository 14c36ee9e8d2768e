from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer


class Adapter:
    def match(self, model_path: str) -> bool:
        return True

    def load_model(self, model_path: str):
        return AutoModelForCausalLM.from_pretrained(model_path)


class QwenAdapter(Adapter):
    def match(self, model_path: str) -> bool:
        return "qwen" in model_path

    def load_model(self, model_path: str):
        AutoConfig.from_pretrained(model_path, trust_remote_code=True)
        return AutoModelForCausalLM.from_pretrained(model_path, trust_remote_code=True)


class CuteAdapter(Adapter):
    def load_model(self, model_path: str):
        return AutoTokenizer.from_pretrained(model_path)


ADAPTERS = [QwenAdapter(), CuteAdapter(), Adapter()]


def pick(model_path: str):
    return next(one for one in ADAPTERS if one.match(model_path))


def add_model_args(parser):
    parser.add_argument("--model-path", default="lmsys/vicuna-7b-v1.5")
