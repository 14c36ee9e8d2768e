"""How far a system is taken to have come where nobody says it."""

from __future__ import annotations

from debtscope.api import Maturity, RepositoryMaturity
from debtscope.testing import facts_of

ROUTE = "from fastapi import FastAPI\nfrom rag import chain\napp = FastAPI()\n@app.post('/ask')\ndef ask(q: str):\n    return chain(q)\n"


def maturity_of(files: dict[str, str]) -> RepositoryMaturity:
    found = facts_of(files).one(RepositoryMaturity)
    assert found is not None
    return found


def test_a_service_that_talks_to_a_language_model_is_a_pilot() -> None:
    chain = "from langchain.chains import ConversationalRetrievalChain as chain\n"
    found = maturity_of({"main.py": ROUTE, "rag.py": chain})
    assert (found.value, found.reason) == (Maturity.PILOT, "main.py answers with a language model")
    assert maturity_of({"main.py": ROUTE, "rag.py": "def chain(q):\n    return q\n"}).value is Maturity.RESEARCH
    assert maturity_of({"rag.py": chain}).value is Maturity.RESEARCH
    assert maturity_of({"examples/main.py": ROUTE, "examples/rag.py": chain}).value is Maturity.RESEARCH


def test_a_page_that_shows_what_a_stored_model_says_is_a_pilot() -> None:
    train = (
        "from sklearn.svm import SVC\nimport joblib\ndef train(X, y):\n    joblib.dump(SVC().fit(X, y), 'm.joblib')\n"
    )
    load = "import joblib\ndef load():\n    return joblib.load('models/m.joblib')\n"
    page = "import streamlit as st\nfrom src.load import load\nmodel = load()\nst.write(model.predict([[st.number_input('x')]]))\n"
    found = maturity_of({"src/train.py": train, "src/load.py": load, "app.py": page})
    assert (found.value, found.reason) == (Maturity.PILOT, "app.py shows what a stored model says")
    assert maturity_of({"src/train.py": train, "src/load.py": load}).value is Maturity.RESEARCH
    plain = page.replace("model = load()\n", "").replace("model.predict([[st.number_input('x')]])", "'hello'")
    assert (
        maturity_of({"src/train.py": train, "app.py": plain.replace("from src.load import load\n", "")}).value
        is Maturity.RESEARCH
    )


def test_an_image_that_answers_predictions_has_a_model_in_service_though_nothing_in_the_tree_loads_it() -> None:
    api = (
        "from flask import Flask, request\nfrom score import *\napp = Flask(__name__)\n"
        "@app.route('/predict', methods=['POST'])\ndef call():\n    return predict(request.get_json(), load_model())\napp.run()\n"
    )
    image = "FROM python:3.12.4-slim\nCOPY *.py ./\nCMD python api.py\n"
    found = maturity_of({"api.py": api, "Dockerfile": image})
    assert (found.value, found.reason) == (Maturity.PRODUCTION, "the model of api.py is deployed")
    assert maturity_of({"api.py": api}).value is Maturity.RESEARCH
    assert maturity_of({"api.py": api.replace("/predict", "/sum"), "Dockerfile": image}).value is Maturity.RESEARCH


def test_classes_answer_under_the_path_of_their_decorator_or_of_what_adds_them() -> None:
    image = "FROM python:3.12.4-slim\nCOPY . .\nCMD python main.py\n"
    main = "from flask import Flask\nfrom flask_restx import Api, Resource\nfrom service import predict\napi = Api(Flask(__name__))\n"
    service = "import plugins\ndef predict(rows):\n    return plugins.get('own').predict(rows)\n"
    decorated = (
        main
        + "@api.route('/<id>/predict')\nclass Model(Resource):\n    def post(self, id):\n        return predict([id])\n"
    )
    added = (
        main
        + "class Model(Resource):\n    def post(self):\n        return predict([])\napi.add_resource(Model, '/predict')\n"
    )
    for text in (decorated, added):
        assert maturity_of({"main.py": text, "service.py": service, "Dockerfile": image}).value is Maturity.PRODUCTION
    assert maturity_of({"main.py": main, "service.py": service, "Dockerfile": image}).value is Maturity.RESEARCH


def test_views_of_django_and_what_is_imported_by_name_answer_with_a_language_model() -> None:
    ask = "from openai import OpenAI\ndef ask(q):\n    return OpenAI().chat.completions.create(model='gpt-5.4', messages=[])\n"
    view = "from django.http import JsonResponse\nfrom chat.llm import ask\ndef chat(request):\n    return JsonResponse({'a': ask(request.body)})\n"
    assert (
        maturity_of({"chat/llm.py": ask, "chat/views.py": view}).reason == "chat/views.py answers with a language model"
    )
    table = "from chat.llm import ask\ndef chat(row):\n    return {'a': ask(row)}\n"
    assert maturity_of({"chat/llm.py": ask, "chat/tables.py": table}).value is Maturity.RESEARCH
    page = "import streamlit as st\nfrom core import load\nst.write(load('agent').ask(st.text_input('q')))\n"
    core = "import importlib\ndef load(name):\n    return importlib.import_module(f'agents.{name}')\n"
    found = maturity_of({"app.py": page, "core.py": core, "agents/agent.py": ask})
    assert found.reason == "app.py answers with a language model"
    fixed = core.replace("importlib.import_module(f'agents.{name}')", "name").replace("import importlib\n", "")
    assert maturity_of({"app.py": page, "core.py": fixed, "agents/agent.py": ask}).value is Maturity.RESEARCH


ASSISTANT = {
    "main.py": ROUTE,
    "rag.py": "from langchain_openai import ChatOpenAI\ndef chain(q):\n    return ChatOpenAI(model='gpt-5.4').invoke(q)\n",
}
USERS = "from sqlalchemy.orm import DeclarativeBase, mapped_column\nclass Base(DeclarativeBase): ...\nclass User(Base):\n    __tablename__ = 'users'\n    email = mapped_column()\n"


def test_a_ranking_that_a_page_links_to_is_no_place_where_the_assistant_runs() -> None:
    link = "See [MTEB](https://huggingface.co/spaces/mteb/leaderboard).\n"
    assert maturity_of({**ASSISTANT, "README.md": link}).value is Maturity.PILOT
    own = "Try it: https://huggingface.co/spaces/acme/helper\n"
    assert maturity_of({**ASSISTANT, "README.md": own}).value is Maturity.PRODUCTION


def test_an_assistant_that_others_use_is_in_production_though_nothing_in_the_tree_runs_it() -> None:
    assert maturity_of(ASSISTANT).value is Maturity.PILOT
    signs = {
        "Dockerfile": ("FROM python:3.12-slim\nCMD uvicorn backend.main:app\n", "of which Dockerfile makes an image"),
        "README.md": ("# Bot\nTry it: https://bot.onrender.com\n", "which README.md gives an address on the internet"),
        "models.py": (USERS, "which keeps its users' data in users"),
        "docker-compose.yml": (
            "services:\n  index:\n    image: qdrant/qdrant:v1.13.2\n",
            "beside docker-compose.yml, which brings up its index",
        ),
    }
    for path, (text, how) in signs.items():
        found = maturity_of({**ASSISTANT, path: text})
        assert (found.value, found.reason) == (Maturity.PRODUCTION, f"gpt-5.4 is deployed (main.py, {how})")
    served = maturity_of({**ASSISTANT, "README.md": "Run\n```\nuvicorn main:app --workers 4\n```\n"})
    assert served.value is Maturity.PRODUCTION


def test_what_only_its_author_starts_stays_a_pilot() -> None:
    for path, text in (
        ("README.md", "# Bot\n```\nuvicorn main:app --reload\n```\nDeploy it to Render or AWS one day.\n"),
        ("docker-compose.dev.yml", "services:\n  db:\n    image: postgres:17.2\n"),
        ("docker-compose.yml", "services:\n  ui:\n    image: ghcr.io/own/ui:1.2\n"),
        ("tests/models.py", USERS),
        ("models.py", USERS.replace("'users'", "'articles'").replace("email", "url")),
    ):
        assert maturity_of({**ASSISTANT, path: text}).value is Maturity.PILOT, path
    page = "import streamlit as st\nfrom rag import chain\nst.write(chain(st.text_input('q')))\n"
    alone = {"app.py": page, "rag.py": ASSISTANT["rag.py"]}
    assert maturity_of({**alone, "models.py": USERS}).value is Maturity.PILOT
    assert maturity_of({**alone, "README.md": "https://own.streamlit.app"}).value is Maturity.PRODUCTION


def test_lessons_side_by_side_are_a_course_whatever_they_serve() -> None:
    api = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nm = joblib.load('m.pkl')\n@app.post('/predict')\ndef predict(x: float):\n    return m.predict([[x]])\n"
    service = {"04-deployment/main.py": api}
    assert maturity_of(service).value is Maturity.PRODUCTION
    lessons = {f"0{n}-{name}/README.md": "Notes" for n, name in enumerate(("intro", "tracking", "pipelines"), 1)}
    assert (
        maturity_of({**service, **lessons}).value is Maturity.PRODUCTION
    )  # stages of one application are numbered too
    taught = maturity_of({**service, **lessons, "README.md": "# MLOps course\n"})
    assert (taught.value, taught.reason) == (
        Maturity.RESEARCH,
        "01-intro, 02-tracking, 03-pipelines are lessons of a course",
    )
    assert maturity_of({**service, **lessons, "01-intro/homework.py": "x = 1\n"}).value is Maturity.RESEARCH
    assert maturity_of({**service, **{f"week_{n}/notes.md": "" for n in range(3)}}).value is Maturity.RESEARCH


def test_a_page_in_an_image_shows_what_a_model_of_a_hub_says() -> None:
    page = "import streamlit as st\nfrom transformers import pipeline\nask = pipeline('ner')\nst.write(ask(st.text_input('x')))\n"
    image = "FROM python:3.12.4-slim\nCOPY . .\nCMD streamlit run app.py\n"
    assert maturity_of({"app.py": page, "Dockerfile": image}).reason == "app.py shows what a model says"
    assert maturity_of({"app.py": page}).value is Maturity.RESEARCH


def test_a_route_that_asks_an_interpreter_of_tensorflow_lite_answers_with_a_model() -> None:
    load = "import tensorflow as tf\ndef load(path):\n    return tf.lite.Interpreter(model_path=path)\n"
    api = "from flask import Flask\nfrom model import load\napp = Flask(__name__)\nnet = load('m')\n@app.route('/api/predict')\ndef call():\n    net.invoke()\n"
    assert maturity_of({"app.py": api, "model.py": load}).value is Maturity.PRODUCTION
    assert maturity_of({"app.py": api, "model.py": load.replace("Interpreter", "Plan")}).value is Maturity.RESEARCH


def test_the_file_of_a_route_or_a_model_of_a_hub_in_an_image_says_that_a_service_predicts() -> None:
    route = "from fastapi import APIRouter\nfrom api.model import ask\nrouter = APIRouter()\n@router.post('/single')\ndef one(x: float):\n    return ask(x)\n"
    main = "from fastapi import FastAPI\nfrom api.routers import {0}\napp = FastAPI()\napp.include_router({0}.router)\n"
    model = "import xgboost as xgb\ndef ask(x):\n    bst = xgb.Booster()\n    bst.load_model('m')\n    return bst.predict([[x]])\n"
    image = "FROM python:3.12.4-slim\nCOPY . .\nCMD uvicorn api.main:app\n"

    def tree(name: str, asks: str) -> dict[str, str]:
        return {
            f"api/routers/{name}.py": route,
            "api/main.py": main.format(name),
            "api/model.py": asks,
            "Dockerfile": image,
        }

    assert maturity_of(tree("predictions", model)).value is Maturity.PRODUCTION
    assert maturity_of(tree("prices", model)).value is Maturity.RESEARCH
    hub = "from sentence_transformers import SentenceTransformer\ndef ask(x):\n    return SentenceTransformer('all-MiniLM-L6-v2').encode(x)\n"
    assert maturity_of(tree("resumes", hub)).value is Maturity.PRODUCTION
    index = hub.replace("def ask", "from openai import OpenAI\ndef ask")
    assert maturity_of(tree("resumes", index)).reason == "api/routers/resumes.py answers with a language model"
    counted = "from transformers import AutoTokenizer\ndef ask(x):\n    return len(AutoTokenizer.from_pretrained('bert').encode(x))\n"
    assert maturity_of(tree("resumes", counted)).value is Maturity.RESEARCH
    by_hand = tree("resumes", hub)
    del by_hand["Dockerfile"]
    assert maturity_of(by_hand).value is Maturity.PILOT


def test_many_projects_side_by_side_are_a_show() -> None:
    api = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nm = joblib.load('m.pkl')\n@app.post('/predict')\ndef predict(x: float):\n    return m.predict([[x]])\n"
    many = {f"{name}/{file}": "" for name in "abcdefgh" for file in ("README.md", "requirements.txt")}
    assert maturity_of({"a/main.py": api, **many}).value is Maturity.RESEARCH
    assert (
        maturity_of({"a/main.py": api, ".github/workflows/ci.yml": "on: push\njobs: {}\n", **many}).value
        is Maturity.PILOT
    )
    few = {path: text for path, text in many.items() if path[0] < "f"}
    assert maturity_of({"a/main.py": api, **few}).value is Maturity.PRODUCTION
    told = "# Azure notebooks\n\n{} samples repository for the v1 SDK is a start.\n"
    assert maturity_of({"a/main.py": api, "README.md": told.format("This")}).value is Maturity.RESEARCH
    assert maturity_of({"a/main.py": api, "README.md": told.format("More is in the")}).value is Maturity.PRODUCTION


def test_code_that_puts_a_model_on_an_endpoint_of_a_cloud() -> None:
    roll = "import mlflow.sagemaker\n\n\ndef roll(uri):\n    mlflow.sagemaker._deploy(mode='create', app_name='skin', model_uri=uri)\n"
    found = maturity_of({"src/roll_out.py": roll})
    assert (found.value, found.reason) == (Maturity.PRODUCTION, "src/roll_out.py puts a model on an endpoint")
    assert maturity_of({"examples/roll_out.py": roll}).value is Maturity.RESEARCH
    assert maturity_of({"src/roll_out.py": roll.replace("_deploy", "log_model")}).value is Maturity.RESEARCH


def test_a_page_far_from_what_loads_its_model() -> None:
    tree = {
        "app/app.py": "import streamlit as st\nfrom executor.inferrer import Inferrer\n\nst.write(Inferrer().infer(1))\n",
        "executor/inferrer.py": "from model import get_model\n\n\nclass Inferrer:\n    def infer(self, x):\n        return get_model().net(x)\n",
        "model/__init__.py": "from model.resnet import ResNet\n\n\ndef get_model():\n    return ResNet()\n",
        "model/resnet.py": "from model.ckpt import load_ckpt\n\n\nclass ResNet:\n    net = load_ckpt('best.pth')\n",
        "model/ckpt.py": "import torch\n\n\ndef load_ckpt(path):\n    return torch.load(path)\n",
        "trainer.py": "import torch\n\n\ndef train(loss, optimizer):\n    loss.backward()\n    optimizer.step()\n",
        "setup.py": "from setuptools import find_packages, setup\n\nsetup(name='torch-shop', packages=find_packages())\n",
        "README.md": "2. Install torch-shop\n",
    }
    assert maturity_of(tree).reason == "app/app.py shows what a stored model says"
    assert maturity_of({**tree, "README.md": "pip install torch-shop\n"}).value is Maturity.RESEARCH


def test_a_service_that_loads_a_model_of_a_hub_is_a_pilot_and_deployed_where_an_image_starts_it() -> None:
    app = (
        "from flask import Flask, request\nfrom core.asr import Transcriber\n\nclass Api:\n    def __init__(self):\n        self.app = Flask('x')\n"
        "        self.asr = Transcriber()\n        self.routes()\n    def routes(self):\n        @self.app.route('/v1/audio', methods=['POST'])\n"
        "        def audio():\n            return self.asr.transcribe(request.files['file'])\n"
    )
    load = "from transformers import WhisperForConditionalGeneration\nclass Transcriber:\n    def __init__(self):\n        self.model = WhisperForConditionalGeneration.from_pretrained('x')\n"
    found = maturity_of({"server.py": app, "core/asr.py": load})
    assert (found.value, found.reason) == (Maturity.PILOT, "server.py serves a model")
    tokens = load.replace("WhisperForConditionalGeneration", "AutoTokenizer")
    assert maturity_of({"server.py": app, "core/asr.py": tokens}).value is Maturity.RESEARCH
    assert maturity_of({"examples/server.py": app, "examples/core/asr.py": load}).value is Maturity.RESEARCH


def test_the_program_that_a_command_names_by_a_variable_is_run_by_the_image() -> None:
    service = (
        "import bentoml\nfrom transformers import AutoModelForImageClassification\n\n@bentoml.service(name='sem')\nclass Sem:\n"
        "    def __init__(self):\n        self.model = AutoModelForImageClassification.from_pretrained('x', revision='1')\n"
        "    @bentoml.api\n    def inference(self, url: str) -> dict:\n        return self.model(url)\n"
    )
    image = (
        'ARG SERVICE="service:Sem"\nFROM python:3.12.4-slim\nARG SERVICE\nENV SERVICE="${SERVICE}"\nCOPY src/*.py ./\n'
        'CMD ["sh", "-c", "exec bentoml serve \\"$SERVICE\\" --host 0.0.0.0 --port $PORT"]\n'
    )
    found = maturity_of({"src/service.py": service, "Dockerfile": image})
    assert found.value is Maturity.PRODUCTION
    assert (
        maturity_of({"src/service.py": service, "Dockerfile": image.replace("service:Sem", "other:Sem")}).value
        is Maturity.PILOT
    )


def test_a_command_of_ci_or_a_stack_puts_a_model_on_an_endpoint() -> None:
    train = "from sklearn.svm import SVC\ndef train(X, y):\n    return SVC().fit(X, y)\n"
    release = "trigger: [main]\nstages:\n- stage: aci\n  jobs:\n  - job: deploy\n    steps:\n    - task: AzureCLI@1\n      inputs:\n        inlineScript: |\n          {command}\n"
    found = maturity_of(
        {"train.py": train, ".pipelines/cd.yml": release.replace("{command}", "az ml model deploy --name diabetes-aci")}
    )
    assert (found.value, found.reason) == (Maturity.PRODUCTION, ".pipelines/cd.yml puts a model on an endpoint")
    assert (
        maturity_of({"train.py": train, ".pipelines/cd.yml": release.replace("{command}", "az ml model list")}).value
        is Maturity.PILOT
    )
    stack = "from aws_cdk import aws_sagemaker as sagemaker\n\n\ndef endpoint(scope, name):\n    return sagemaker.{kind}(scope, name)\n"
    assert maturity_of({"stack.py": stack.replace("{kind}", "CfnEndpoint")}).value is Maturity.PRODUCTION
    assert maturity_of({"stack.py": stack.replace("{kind}", "CfnNotebookInstance")}).value is Maturity.RESEARCH


def test_integration_that_stands_as_a_comment_was_there() -> None:
    off = "# name: checks\n# on:\n#   push:\n# jobs:\n#   test:\n#     steps:\n#       - run: pytest\n"
    found = maturity_of({".github/workflows/ci.yml": off})
    assert (found.value, found.reason.partition(" ")[0]) == (Maturity.PILOT, ".github/workflows/ci.yml")
    assert maturity_of({".github/ISSUE_TEMPLATE/bug.yml": off}).value is Maturity.RESEARCH
