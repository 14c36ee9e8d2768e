"""Clients of databases, vector stores and language models that functions make and nobody keeps. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.handlers import is_kept
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_CLIENTS: Final = regex(
    r"^(?:openai\.(?:Async)?(?:Azure)?OpenAI|openai\.AsyncAzureOpenAI|anthropic\.(?:Async)?Anthropic|groq\.(?:Async)?Groq|mistralai\.Mistral|cohere\.Client(?:V2)?"
    r"|pymongo\.MongoClient|motor\.motor_asyncio\.AsyncIOMotorClient|sqlalchemy\.create_engine|sqlmodel\.create_engine|redis\.(?:Strict)?Redis(?:\.from_url)?|redis\.from_url"
    r"|psycopg2\.connect|psycopg\.connect|asyncpg\.connect|mysql\.connector\.connect|pymysql\.connect"
    r"|qdrant_client\.(?:Async)?QdrantClient|chromadb\.(?:PersistentClient|HttpClient|Client)|pinecone\.Pinecone|weaviate\.(?:Client|connect_to_\w{1,20})"
    r"|elasticsearch\.(?:Async)?Elasticsearch|opensearchpy\.OpenSearch|neo4j\.(?:Async)?GraphDatabase\.driver|pymilvus\.MilvusClient"
    r"|boto3\.(?:client|resource)|langchain[\w.]{0,40}\.(?:Azure)?Chat(?:OpenAI|Anthropic|GoogleGenerativeAI|VertexAI|Groq|Ollama|MistralAI)"
    r"|langchain[\w.]{0,40}\.(?:Azure)?(?:OpenAI|GoogleGenerativeAI|HuggingFace|Ollama)Embeddings)$"
)
_MAKERS: Final = frozenset(
    {"OpenAI", "AsyncOpenAI", "AzureOpenAI", "AsyncAzureOpenAI", "Anthropic", "AsyncAnthropic", "Groq", "AsyncGroq", "Mistral", "Client", "ClientV2",
     "MongoClient", "AsyncIOMotorClient", "create_engine", "Redis", "StrictRedis", "from_url", "connect", "QdrantClient", "AsyncQdrantClient",
     "PersistentClient", "HttpClient", "Pinecone", "connect_to_local", "connect_to_wcs", "connect_to_weaviate_cloud", "connect_to_custom",
     "Elasticsearch", "AsyncElasticsearch", "OpenSearch", "driver", "MilvusClient", "client", "resource", "ChatOpenAI", "AzureChatOpenAI", "ChatAnthropic",
     "ChatGoogleGenerativeAI", "ChatVertexAI", "ChatGroq", "ChatOllama", "ChatMistralAI", "OpenAIEmbeddings", "AzureOpenAIEmbeddings",
     "GoogleGenerativeAIEmbeddings", "HuggingFaceEmbeddings", "OllamaEmbeddings"}
)  # fmt: skip
_MAKES: Final = regex(
    r"client|engine|llm|embed|conn|_db|store|redis|driver|agent|chain|model|predictor|^_?(?:get|make|create|build|init|load|setup)_",
    re.IGNORECASE,
)
_MAKES_WORDS: Final = Vocabulary(
    ("client", "engine", "llm", "embed", "conn", "_db", "store", "redis", "driver", "agent", "chain", "model", "predictor", "get_", "make_", "create_", "build_", "init_",
     "load_", "setup_"),
    _MAKES.search, fold=True,
)  # fmt: skip
_CUES: Final = (
    "openai", "anthropic", "groq", "mistralai", "cohere", "pymongo", "motor", "sqlalchemy", "sqlmodel", "redis", "psycopg2", "psycopg", "asyncpg",
    "mysql", "pymysql", "qdrant_client", "chromadb", "pinecone", "weaviate", "elasticsearch", "opensearchpy", "neo4j", "pymilvus", "boto3",
    "langchain_openai", "langchain_anthropic", "langchain_google_genai", "langchain_groq", "langchain_ollama", "langchain_community", "langchain_mistralai",
    "langchain_huggingface", "langchain",
)  # fmt: skip


@frozen
class ClientMade:
    """One client that a function makes each time it is called."""

    scope: str
    call: str
    line: int


@facet(ClientMade, version=3, cues=_CUES, tests=False)
def clients_made(view: ModuleView) -> Iterator[ClientMade]:
    """The first of each function that does not keep what it makes, and makes it of nothing that its caller gave; that of `__init__`
    lives as long as its object."""
    seen: set[str] = set()
    for call in view.calls_to(_MAKERS):
        name = view.name(call.func) or ""
        function = view.function(call)
        if function is None or not _CLIENTS.search(name):
            continue
        scope = view.qualname(function)
        if function.name != "__init__" and is_kept(view, function, call):
            continue
        if scope not in seen and not _is_of_caller(function, call):
            seen.add(scope)
            yield ClientMade(scope=scope, call=name, line=view.place(call))


@frozen
class KeptCall:
    """A function whose answer some caller keeps: in a global, an attribute, a cache, or at the top of a module."""

    name: str
    """Its last word."""


@facet(KeptCall, version=3, tests=False)
def kept_calls(view: ModuleView) -> Iterator[KeptCall]:
    """Each once, of functions named for making or getting something."""
    seen: set[str] = set()
    for call in view.calls_to((), _MAKES_WORDS):
        name = last_name(call.func)
        if name in seen:
            continue
        function = view.function(call)
        if function is None or function.name == "__init__" or is_kept(view, function, call):
            seen.add(name)
            yield KeptCall(name=name)


def is_maker(name: str) -> bool:
    """Whether a function is named for making or getting something: of calls of these it is known whether somebody keeps the answer."""
    return _MAKES.search(name) is not None


def _is_of_caller(function: Function, call: ast.Call) -> bool:
    """`OpenAI(api_key=key)` of a parameter: another client for each caller."""
    given = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    given -= {"self", "cls"}
    parts = (*call.args, *(one.value for one in call.keywords))
    return any(isinstance(node, ast.Name) and node.id in given for part in parts for node in ast.walk(part))
