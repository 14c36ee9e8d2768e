"""Language models that code asks: how they are made and called, which names of models it writes down, which prompts it holds.

One file at a time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import LANGUAGE_LIBRARIES, limits_itself
from debtscope_collectors.sources.python.model_uses import names_a_deployment
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_ENDPOINTS: Final = (
    "/v1/chat/completions", "openrouter.ai/api", "api.openai.com", "api.anthropic.com", "generativelanguage.googleapis", "api.groq.com",
    "11434/api", "/api/generate", "api.mistral.ai", "api.deepseek.com", "/openai/deployments",
)  # fmt: skip
"""Parts of addresses at which language models answer."""
_CUES: Final = LANGUAGE_LIBRARIES | {
    "completions",  # of a client that another file makes
    "gpt4all",
    "mlx_lm",
    "auto_gptq",
    "unsloth",
    "agents",
    "requests",
    "httpx",
    "aiohttp",
    "urllib",
    "urllib3",
}
_MAKES: Final = regex(
    r"(?:^|\.)(?:(?:Azure)?Chat(?:OpenAI|Anthropic|GoogleGenerativeAI|VertexAI|Groq|Ollama|MistralAI|Cohere|Bedrock\w{0,9}|HuggingFace|Together"
    r"|Fireworks|DeepSeek|XAI|Perplexity|NVIDIA)|HuggingFace(?:Endpoint|Hub|Pipeline)|OllamaLLM|CTransformers|LlamaCpp|GenerativeModel"
    r"|GoogleGenerativeAI|init_chat_model)$"
)
"""Makers of language models in the usual libraries."""
_FRAMEWORKS: Final = regex(
    r"^agents\.(?:agent\.)?Agent$|^(?:agents\.)?(?:run\.)?Runner\.run(?:_sync|_streamed)?$|^google\.adk\.(?:[\w.]{1,40}\.)?(?:Llm)?Agent$"
    r"|^(?:pydantic_ai|agno|strands|phi)\.(?:agent\.)?Agent$|^(?:agno\.models|phi\.(?:llm|model))\.[\w.]{3,60}$|^crewai\.(?:llm\.)?LLM$|^dspy\.(?:LM|OpenAI)$"
    r"|^smolagents\.(?:LiteLLM|OpenAIServer|OpenAI|InferenceClient|HfApi|Transformers)Model$"
    r"|^autogen(?:_ext\.models|_agentchat)?\.[\w.]{0,40}(?:ChatCompletionClient|AssistantAgent|ConversableAgent)$"
    r"|^langchain(?:_\w{2,20})?\.(?:[\w.]{1,40}\.)?(?:(?:Azure)?OpenAI|Ollama|VertexAI|create_agent)$|^llama_index\.(?:core\.)?llms\.[\w.]{3,60}$"
    r"|^llama_cpp\.(?:\w{1,20}\.)?Llama(?:\.from_pretrained)?$|^vllm\.(?:[\w.]{1,40}\.)?(?:LLM|AsyncLLMEngine|LLMEngine)(?:\.from_engine_args)?$|^gpt4all\.(?:\w{1,20}\.)?GPT4All$"
    r"|^(?:transformers|ctransformers|auto_gptq|unsloth)\.\w{0,40}(?:ForCausalLM|LanguageModel)\.from_(?:pretrained|quantized)$|^transformers\.pipeline$|^mlx_lm\.(?:\w{1,20}\.)?load$"
    r"|^haystack\.[\w.]{1,60}Generator$|^semantic_kernel\.[\w.]{1,60}(?:Chat|Text)Completion$|^huggingface_hub\.(?:Async)?InferenceClient\.(?:chat_completion|text_generation)$"
)
"""Makers and askers of frameworks for agents and chains: their last words alone are everybody's (`Agent`, `OpenAI`)."""
_RUNS: Final = frozenset({"run", "run_sync", "run_streamed", "chat_completion", "text_generation"})
"""Of these the words that ask; the others make."""
_FRAMEWORK_WORDS: Final = frozenset(
    {*_RUNS, "Agent", "LlmAgent", "LLM", "LM", "OpenAI", "AzureOpenAI", "Ollama", "VertexAI", "Anthropic", "Claude",
     "Gemini", "GoogleGenAI", "Groq", "OpenAIChat", "OpenAIResponses", "LiteLLMModel", "OpenAIServerModel", "OpenAIModel",
     "InferenceClientModel", "HfApiModel", "TransformersModel", "OpenAIChatCompletionClient", "AzureOpenAIChatCompletionClient",
     "AssistantAgent", "ConversableAgent", "create_agent", "OpenAIGenerator", "OpenAIChatGenerator", "OpenAIChatCompletion",
     "AzureChatCompletion", "HuggingFaceLLM", "MistralAI", "Bedrock", "BedrockConverse",
     "Llama", "AsyncLLMEngine", "LLMEngine", "from_engine_args", "GPT4All", "from_pretrained", "from_quantized", "pipeline", "load"}
)  # fmt: skip
_MAKERS: Final = frozenset(
    {"ChatOpenAI", "AzureChatOpenAI", "ChatAnthropic", "ChatGoogleGenerativeAI", "ChatVertexAI", "ChatGroq", "ChatOllama", "ChatMistralAI",
     "ChatCohere", "ChatBedrock", "ChatBedrockConverse", "ChatHuggingFace", "ChatTogether", "ChatFireworks", "ChatDeepSeek", "ChatXAI",
     "ChatPerplexity", "ChatNVIDIA", "HuggingFaceEndpoint", "HuggingFaceHub", "HuggingFacePipeline", "OllamaLLM", "CTransformers", "LlamaCpp",
     "GenerativeModel", "GoogleGenerativeAI", "init_chat_model"}
)  # fmt: skip
_ASKED: Final = regex(
    r"(?:^|\.)(?:chat\.completions|completions|responses|messages)(?:\.with_(?:raw|streaming)_response)?\.(?:create|parse|stream)$|^litellm\.a?completion$"
    r"|(?:^|\.)(?:a?generate_content|chat\.complete|ollama\.(?:chat|generate)|ChatCompletion\.a?create|invoke_model|converse|converse_stream)$"
    r"|^ollama\.(?:Async)?Client\.(?:chat|generate)$|^cohere\.(?:Async)?Client(?:V2)?\.(?:chat|chat_stream|generate)$|^litellm\.a?batch_completion$"
)
"""Calls of a vendor's own library."""
_ASKERS: Final = frozenset(
    {"create", "acreate", "parse", "stream", "completion", "acompletion", "generate_content", "agenerate_content", "complete", "chat", "chat_stream",
     "batch_completion", "abatch_completion",
     "generate", "invoke_model", "converse", "converse_stream"}
)  # fmt: skip
_HERE: Final = frozenset(
    {
        "ChatOllama",
        "OllamaLLM",
        "Ollama",
        "CTransformers",
        "LlamaCpp",
        "HuggingFacePipeline",
        "HuggingFaceLLM",
        "TransformersModel",
    }
)
_IN_PROCESS: Final = regex(r"^(?:llama_cpp|vllm|gpt4all|transformers|ctransformers|auto_gptq|unsloth|mlx_lm)\.")
"""Libraries that run a language model in the process itself."""
_WRITES_TEXT: Final = frozenset({"text-generation", "text2text-generation", "conversational", "image-text-to-text"})
"""Tasks of a pipeline of transformers whose answer is a text of its own."""
_LIMITS: Final = frozenset(
    {"max_tokens", "max_output_tokens", "max_completion_tokens", "max_new_tokens", "num_predict", "maxTokens", "max_tokens_to_sample"}
)  # fmt: skip
_COUNTS: Final = frozenset(
    {"usage", "usage_metadata", "prompt_tokens", "total_tokens", "token_usage", "get_openai_callback", "input_tokens", "prompt_eval_count",
     "completion_cost", "token_count", "count_tokens", "num_tokens", "tiktoken"}
)  # fmt: skip
"""Words of code that counts tokens."""
_REROUTES: Final = frozenset({"base_url", "openai_api_base", "api_base", "azure_endpoint"})

_NAME: Final = regex(
    r"(?:[a-z_-]{2,20}[/:])?(?:models/)?(?:gpt-(?:3\.5|4|5)[\w.-]{0,30}|chatgpt-[\w.-]{2,20}|o[134](?:-mini|-preview|-pro)?(?:-[\d-]{4,10})?"
    r"|claude-(?:\d|instant|v\d|opus|sonnet|haiku)[\w.@-]{0,40}|gemini-(?:\d|pro|flash|ultra|exp)[\w.-]{0,40}|mistral-(?:large|medium|small)[\w.-]{0,20}|command-[a-z][\w.-]{0,20}|deepseek-(?:chat|reasoner)[\w.:-]{0,20}"
    r"|deepseek-r1[\w.-]{0,30}|grok-[\w.-]{1,20}|text-davinci-\d{3}|llama-?3[\w.:-]{0,40}|mixtral-8x[\w.-]{2,20}|gemma2?-\d{1,2}b[\w.-]{0,10})"
)
"""A whole text that is the name of a model of a vendor who runs it."""
_FAMILIES: Final = frozenset(
    {"gpt", "chatgpt", "o1", "o3", "o4", "claude", "gemini", "mistral", "command", "deepseek", "grok", "davinci", "llama3", "llama", "mixtral",
     "gemma", "gemma2"}
)  # fmt: skip
_PROMPT_NAME: Final = regex(r"prompt|instruction|system_?(?:message|msg|text)|template", re.IGNORECASE)
_PROMPT_CALLS: Final = frozenset(
    {"from_template", "from_messages", "PromptTemplate", "SystemMessage", "SystemMessagePromptTemplate"}
)
_LONG: Final = 160
"""Letters from which a text is a prompt and no label."""


@frozen
class LanguageModel:
    """One making or asking of a language model."""

    call: str
    model: str
    """`` where it is not constant."""
    line: int
    scope: str = ""
    kind: str = "made"
    """made, asked (a vendor's own library) or endpoint (an address in the code)."""
    is_local: bool = False
    """It runs in the process or on this machine."""
    has_limit: bool = False
    """The length of answers is limited in the file."""
    counts: bool = False
    """The file counts tokens."""
    is_rerouted: bool = False
    """The file gives the vendor's library another address."""
    has_temperature: bool = False
    has_timeout: bool = False


@facet(LanguageModel, version=10, cues=_CUES, tests=False)
def language_models(view: ModuleView) -> Iterator[LanguageModel]:
    """`ChatOpenAI(model=…)`, `client.chat.completions.create(…)`, addresses of models and their like."""
    words = view.words
    limited, counted = not _LIMITS.isdisjoint(words), not _COUNTS.isdisjoint(words) and _counts(view)
    stubs = _stubs(view)
    for call in view.calls_to(_MAKERS | _ASKERS | _FRAMEWORK_WORDS):
        name = view.called(call) or view.name(call.func) or _chain(call.func)
        made = (name not in stubs and _MAKES.search(name) is not None) or _is_framework(view, call, name)
        if not made and (not _ASKED.search(name) or "embed" in view.scope(call).rpartition(".")[2].lower()):
            continue  # one call of a cloud asks for vectors as for words
        last = name.rpartition(".")[2]
        if last.startswith("from_"):
            last = name.split(".")[-2]  # the class says more than the way in which it is made
        if last == "parse" and "completions" not in name and "responses" not in name:
            continue
        node = view.argument(
            call, "model", "model_name", "repo_id", "model_id", "modelId", "deployment_name", *((0,) if made else ())
        )
        value = view.constant(node) if node is not None else None
        told = value if isinstance(value, str) and "{}" not in value and " " not in value and len(value) < 100 else ""
        given = {one.arg for one in call.keywords}
        yield LanguageModel(
            call=last, model=told, line=call.lineno, scope=view.scope(call),
            kind="asked" if not made or last in _RUNS else "made",
            is_local=last in _HERE or name.startswith("ollama") or _IN_PROCESS.match(name) is not None, has_limit=limited, counts=counted,
            is_rerouted=not _REROUTES.isdisjoint(words), has_temperature="temperature" in words or None in given, has_timeout="timeout" in words or bool(given & {"request_timeout", None}) or limits_itself(name, view.roots),
        )  # fmt: skip
    yield from _addresses(view, limited=limited, counted=counted)


def _chain(node: ast.expr) -> str:
    """`chat.completions.create` of `OpenAI().chat.completions.create`: what is taken of something that has no name."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return ".".join(reversed(words))


def _stubs(view: ModuleView) -> set[str]:
    """Classes of the file's own that derive from nothing and that it does not import where it can: they ask nobody."""
    own = {node.name for node in view.classes if all(view.name(base) == "object" for base in node.bases)}
    return own.difference(alias.asname or alias.name for node in view.imports for alias in node.names) if own else own


def _is_framework(view: ModuleView, call: ast.Call, name: str) -> bool:
    """An agent of OpenAI's SDK is told by its instructions and by the class that runs it: projects have folders `agents` of their own."""
    if not _FRAMEWORKS.match(name):
        return False
    if name == "transformers.pipeline":
        task = view.argument(call, "task", 0)
        return task is not None and view.constant(task) in _WRITES_TEXT
    if "Runner" in name:
        return (view.name(call.func) or "").startswith("agents.")
    return not name.startswith("agents.") or any(one.arg == "instructions" for one in call.keywords)


def _counts(view: ModuleView) -> bool:
    """In the code itself: comments speak of usage too. A tokenizer that only cuts a text counts nothing."""
    counts = _COUNTS - {"tiktoken"}
    return (
        any(node.attr in counts for node in view.nodes(ast.Attribute))
        or any(node.value in counts for node in view.constants if isinstance(node.value, str))
        or any(node.id in counts for node in view.nodes(ast.Name))
        or ("tiktoken" in view.words and any(_is_length(call) for call in view.calls_to(("len",))))
    )


def _is_length(call: ast.Call) -> bool:
    """`len(encoding.encode(text))`."""
    match call.args:
        case [ast.Call(func=ast.Attribute(attr="encode" | "encode_ordinary"))]:
            return True
        case _:
            return False


def _addresses(view: ModuleView, *, limited: bool, counted: bool) -> Iterator[LanguageModel]:
    """The first address of a language model in the file, or body of a request to one, where the file speaks plain HTTP."""
    if not view.roots & {"requests", "httpx", "aiohttp", "urllib", "urllib3"}:
        return
    node = next((one for one in view.constants if _is_address(one.value)), None) if view.mentions(*_ENDPOINTS) else None
    if node is not None and "://" not in str(node.value) and not isinstance(view.parent(node), ast.JoinedStr):
        node = None  # a path of a server's own
    found: ast.AST | None = node or next((one for one in view.nodes(ast.Dict) if _is_body(one)), None)
    if found is not None:
        told = str(node.value) if node is not None else ""
        yield LanguageModel(
            call="HTTP", model="", line=view.place(found), scope=view.scope(found), kind="endpoint",
            is_local=re.search(r"localhost|127\.0\.0\.1|ollama|11434|^/api/", told) is not None, has_limit=limited, counts=counted,
            has_temperature="temperature" in view.words, has_timeout="timeout" in view.words,
        )  # fmt: skip


def _is_address(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) < 300 and " " not in value and any(part in value for part in _ENDPOINTS)
    )


def _is_body(node: ast.Dict) -> bool:
    """`{"model": …, "messages": …}`."""
    return {"model", "messages"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}


_NAMED_AFTER: Final = regex(r"template|conversation|encoding_for_model|^(?:starts|ends)with$", re.IGNORECASE)


@frozen
class ModelName:
    """A vendor's model that the code names."""

    name: str
    line: int


@facet(ModelName, version=6, cues=_FAMILIES, tests=False)
def model_names(view: ModuleView) -> Iterator[ModelName]:
    """Each once a file, where it is a value: an argument, a default, an assignment; not in lists of what users may choose from."""
    seen: set[str] = set()
    for node in view.constants:
        value = node.value
        if not isinstance(value, str) or not 2 <= len(value) < 80 or value in seen or not _NAME.fullmatch(value):
            continue
        above = view.parent(node)
        if isinstance(above, ast.List | ast.Set | ast.Tuple | ast.Compare | ast.JoinedStr | ast.Expr | ast.Subscript):
            continue
        if _is_label(view, above) or names_a_deployment(view, node):
            continue
        if isinstance(above, ast.Dict) and (node in above.keys or len(above.keys) > 3):
            continue
        if (isinstance(above, ast.Assign) and _is_choice(view, above)) or _is_row(view, above):
            continue
        seen.add(value)
        yield ModelName(name=value, line=view.place(node))


def _is_label(view: ModuleView, above: ast.AST | None) -> bool:
    """What a prompt template or a tokenizer is called after, and what a name is compared with, asks no model."""
    if isinstance(above, ast.keyword):
        if above.arg == "name":
            return True
        above = view.parent(above)
    last = last_name(above.func) if isinstance(above, ast.Call) else ""
    return _NAMED_AFTER.search(last) is not None


def _is_choice(view: ModuleView, node: ast.Assign) -> bool:
    """A member of an Enum: one of what may be chosen."""
    owner = view.parent(node)
    return isinstance(owner, ast.ClassDef) and any((view.name(base) or "").endswith("Enum") for base in owner.bases)


def _is_row(view: ModuleView, above: ast.AST | None) -> bool:
    """An argument of a record in a table of records: `{"fast": Model(id=…), "good": Model(id=…)}` is what may be chosen."""
    record = view.parent(above) if isinstance(above, ast.keyword) else None
    table = view.parent(record) if isinstance(record, ast.Call) else None
    return isinstance(table, ast.Dict) and len(table.keys) > 1


def is_model_name(text: str) -> bool:
    """Whether a text is the name of a vendor's language model."""
    return len(text) < 80 and _NAME.fullmatch(text) is not None


@frozen
class PromptText:
    """A prompt that stands in the code."""

    line: int
    scope: str
    name: str
    """Of the variable, argument or call that takes it."""
    length: int


@facet(PromptText, version=2, tests=False)
def prompt_texts(view: ModuleView) -> Iterator[PromptText]:
    """Long texts that are assigned to such a name, handed to a maker of prompts, or given to a role."""
    for node in view.constants:
        value = node.value
        if (
            value.__class__ is str
            and isinstance(value, str)
            and len(value) >= _LONG
            and not isinstance(view.parent(node), ast.JoinedStr)
        ):
            yield from _prompt(view, node, len(value))
    for node in view.nodes(ast.JoinedStr):
        if (length := _length(node)) >= _LONG:
            yield from _prompt(view, node, length)


def _prompt(view: ModuleView, node: ast.expr, length: int) -> Iterator[PromptText]:
    if name := _taker(view, node):
        yield PromptText(line=view.place(node), scope=view.scope(node), name=name, length=length)


def _length(node: ast.AST) -> int:
    if not isinstance(node, ast.JoinedStr):
        return 0
    return sum(len(one.value) for one in node.values if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _taker(view: ModuleView, node: ast.AST) -> str:
    """What takes a text: the name where it speaks of prompts, `` where it does not."""
    below: ast.AST = node
    for above in view.ancestors(node):
        match above:
            case (
                ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)])
                | ast.AnnAssign(target=ast.Name(id=name))
            ):
                return name if _PROMPT_NAME.search(name) else ""
            case ast.keyword(arg=str(name)) if _PROMPT_NAME.search(name):
                return name
            case ast.Return():
                owner, _, scope = view.scope(node).rpartition(".")
                return scope if _PROMPT_NAME.search(scope) or owner.endswith(("Prompt", "Prompts")) else ""
            case ast.Dict(keys=keys, values=values) if below in values:
                roles = [
                    v.value
                    for k, v in zip(keys, values, strict=True)
                    if isinstance(k, ast.Constant) and k.value == "role" and isinstance(v, ast.Constant)
                ]
                if roles:
                    return f"role {roles[0]}"
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _PROMPT_CALLS:
                return name
            case ast.stmt():
                return ""
            case _:
                pass
        below = above
    return ""


@frozen
class TextBound:
    """A bound on how long texts may be, anywhere in a file."""

    word: str


_BOUNDS: Final = frozenset(
    {"max_length", "MAX_LENGTH", "constr", "MAX_INPUT_LENGTH", "MAX_MESSAGE_LENGTH", "MAX_QUERY_LENGTH", "MAX_PROMPT_LENGTH", "MAX_TEXT_LENGTH",
     "MAX_CHARS", "max_chars", "max_input_length", "max_message_length", "max_query_length", "StringConstraints", "MAX_FILE_SIZE", "max_file_size",
     "MAX_FILE_SIZE_BYTES", "MAX_UPLOAD_SIZE", "MAX_CONTENT_LENGTH", "MAX_QUESTION_LENGTH", "truncate", "trim_messages"}
)  # fmt: skip


@facet(TextBound, cues=_BOUNDS, tests=False)
def text_bounds(view: ModuleView) -> Iterator[TextBound]:
    """The first word that speaks of one."""
    yield from (TextBound(word=word) for word in sorted(_BOUNDS & view.words)[:1])
