"""What ModuleFacts says: training, features, serving, data, parameters, options, commands."""

from __future__ import annotations

import pytest

from debtscope_collectors.sources.python.facts import ModuleFacts
from debtscope_collectors.sources.python.summary import summary
from debtscope_collectors.sources.python.view import module_view


def facts(text: str, path: str = "src/app.py") -> ModuleFacts:
    (found,) = summary.extract(module_view(path, text))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from sklearn.linear_model import Ridge\nRidge().fit(x, y)", [("sklearn.linear_model.Ridge.fit", "model")]),
        ("import xgboost as xgb\nxgb.train({}, d)", [("xgboost.train", "model")]),
        (
            "from sklearn.model_selection import GridSearchCV as G\ng = G(m, {})\ng.fit(x)",
            [("sklearn.model_selection.GridSearchCV.fit", "search")],
        ),
        ("from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(x)", []),
        (
            (
                "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler as S\n"
                "p = make_pipeline(S())\np.fit(x)"
            ),
            [],
        ),
        (
            "from sklearn.pipeline import Pipeline\nfrom sklearn.svm import SVC\np = Pipeline([('a', SVC())])\np.fit(x)",
            [("sklearn.pipeline.Pipeline.fit", "pipeline")],
        ),
        (
            "from transformers import Trainer\nt = Trainer(model)\nt.train()",
            [("transformers.Trainer.train", "trainer")],
        ),
        ("import torch\ndef f():\n    loss.backward()\n    opt.step()", [("torch.Tensor.backward", "loop")]),
        ("import torch\ndef f():\n    loss.backward()", []),
        ("import torch\nnet = torch.nn.Linear(1, 1)\nnet.train()", []),
        (
            "from tensorflow import keras\nm = build()\nm.compile(optimizer='adam')\nm.fit(x)",
            [("keras.Model.fit", "model")],
        ),
        ("model.fit(X_train, df['y'])", [("model.fit", "model")]),
        ("curve.fit(x, y)\nmodel.fit(waist)", []),
        ("from numpy.polynomial import Polynomial as Model\nModel.fit(x, y)", []),
        ("model = Dress()\nmodel.fit(x, y)", []),
        ("from tailor import Dress\nDress().fit(x)", []),
        ("from sklearn.cluster import KMeans\nKMeans(3).fit(x)", [("sklearn.cluster.KMeans.fit", "cluster")]),
    ],
)
def test_training_is_what_an_import_says_it_is(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(s.name, s.detail) for s in facts(text).training] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("import pandas as pd\ndef f(df):\n    df['a'] = df.b + 1\n    return df", "a"),
        ("import pandas as pd\ndef f(row):\n    t = pd.DataFrame([row])\n    t['a'] = t.b\n    return t", "a"),
        ("import pandas as pd\ndef f(df, o):\n    return df.merge(o).fillna(0)", "fillna,merge"),
        ("def f(data):\n    data['a'] = 1\n    return data", None),
        ("import pandas as pd\ndef load(p):\n    df = pd.read_csv(p)\n    df['a'] = 1\n    return df", None),
        ("import pandas as pd\ndef f(df):\n    return df.rename(columns={})", None),
        ("import pandas as pd\ndef f(df):\n    df['a'] = 1", None),
    ],
)
def test_features_are_functions_that_give_back_a_frame_they_worked_on(text: str, wanted: str | None) -> None:
    assert [s.detail for s in facts(text).features] == ([] if wanted is None else [wanted])


def test_serving_routes_handlers_and_batch_jobs() -> None:
    app = facts("from fastapi import FastAPI\napp = FastAPI()\n@app.post('/predict')\ndef predict(x): ...")
    assert [(s.scope, s.detail) for s in app.serving] == [("predict", "route /predict")]
    handler = facts("import kserve\nclass M(kserve.Model): ...")
    assert [(s.scope, s.detail) for s in handler.serving] == [("M", "handler")]
    batch = "import joblib\nm = joblib.load('m')\nr = m.predict(x)\nr.to_csv('out.csv')"
    assert [s.detail for s in facts(batch).serving] == ["batch"]
    assert facts("import joblib\nm = joblib.load('m')\nprint(m.predict(x))").serving == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from quart import Blueprint\nbp = Blueprint('a', __name__)\n@bp.route('/chat', methods=['POST'])\nasync def chat(): ...", "route /chat"),
        ("import azure.functions as func\napp = func.FunctionApp()\n@app.route(route='score')\ndef score(req: func.HttpRequest): ...", "route score"),
        ("from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n@app.post('/score')\ndef score(): ...", "route /score"),
        ("from ninja import NinjaAPI\napi = NinjaAPI()\n@api.post('/score')\ndef score(request, x: float): ...", "route /score"),
        ("from cog import BasePredictor\nclass Predictor(BasePredictor):\n    def predict(self, x): ...", "handler"),
        ("import runpod\ndef handler(job): ...\nrunpod.serverless.start({'handler': handler})", "handler"),
        ("def handler(event, context):\n    return {}", "handler"),
        ("def handler(signum, frame):\n    return {}", None),
        ("import dash\napp = dash.Dash(__name__)", "ui"),
        ("import chainlit as cl\n@cl.on_message\nasync def main(message): ...", "ui"),
        ("import runpod\nprint(runpod.Endpoint('x').run({}))", None),
        ("from azure.storage.blob import BlobServiceClient\nBlobServiceClient('x')", None),
    ],
)  # fmt: skip
def test_frameworks_that_answer(text: str, wanted: str | None) -> None:
    assert [site.detail for site in facts(text).serving] == ([] if wanted is None else [wanted])


def test_functions_that_sagemaker_calls_are_a_handler() -> None:
    both = "def model_fn(model_dir):\n    return 1\ndef predict_fn(data, model):\n    return model.predict(data)\n"
    assert [(s.name, s.line, s.detail) for s in facts(both).serving] == [("sagemaker.model_fn", 3, "handler")]
    assert facts(both.partition("def predict_fn")[0]).serving == ()
    assert facts("from train import model_fn\ndef predict_fn(data, model):\n    return model_fn\n").serving == ()


def test_reads_and_writes_with_targets_and_what_carries_them() -> None:
    found = facts(
        "import argparse, os, pickle\nimport pandas as pd\nfrom pathlib import Path\n"
        "p = argparse.ArgumentParser()\np.add_argument('--data-in', default='raw.csv')\na = p.parse_args()\n"
        "def go(out='out.parquet', other=None):\n    df = pd.read_csv(a.data_in)\n    df.to_parquet(out)\n    df.to_csv(other)\n"
        "    pickle.dump(df, open('m/%s.pkl' % other, 'wb'))\n    Path('note.md').write_text('x')\n"
        "    pd.read_sql('select 1', con)\n    open(os.environ.get('P', 'env.txt'))\n    df.to_csv()\n"
    )
    assert [(r.call, r.target, r.param) for r in found.reads] == [
        ("pandas.read_csv", "raw.csv", "data_in"),
        ("pandas.read_sql", "select 1", None),
        ("open", "env.txt", "P"),
    ]
    assert [(w.call, w.target, w.param) for w in found.writes] == [
        ("pandas.DataFrame.to_parquet", "out.parquet", "out"),
        ("pandas.DataFrame.to_csv", None, "other"),
        ("open", "m/{}.pkl", "other"),
        ("pathlib.Path.write_text", "note.md", None),
    ]
    assert [(a.option, a.default) for a in found.arguments] == [("data_in", "raw.csv")]
    assert [(e.name, e.detail) for e in found.environment] == [("P", "env.txt")]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            "import yaml\nc = yaml.safe_load(open('params.yaml'))\nt = c['train']\nf(t['C'], t.get('seed'))",
            ["train.C", "train.seed"],
        ),
        ("import yaml\nwith open('params.yaml') as f:\n    C = yaml.safe_load(f)['train']['C']", ["train.C"]),
        ("import yaml\ndef load(p):\n    return yaml.safe_load(open(p))\nx = load('params.yaml')['split']", ["split"]),
        ("import dvc.api\nx = dvc.api.params_show()['a']['b']", ["a.b"]),
        ("from omegaconf import OmegaConf\nc = OmegaConf.load('params.yaml')\nf(c.train.C)", ["train.C"]),
        ("import json\nx = json.load(open('metrics.json'))['auc']", []),
        ("import yaml\nc = yaml.safe_load(open(path))\nf(c['a'])", []),
    ],
)
def test_parameter_keys_are_followed(text: str, keys: list[str]) -> None:
    assert [p.key for p in facts(text).parameters] == keys


def test_a_parameter_is_what_the_only_use_of_its_function_gives_it() -> None:
    head = "import pandas as pd\n\n\ndef load(path):\n    return pd.read_csv(path)\n\n\n"
    used = {
        "load('a.csv')": "a.csv",
        "def main():\n    where = 'data/b.csv'\n    return load(where)": "data/b.csv",
        "load(path='c.csv')\nload('c.csv')": "c.csv",
        "load('a.csv')\nload('b.csv')": None,
        "load(unknown)": None,
        "": None,
    }
    for text, wanted in used.items():
        assert [(r.target, r.param) for r in facts(head + text).reads] == [(wanted, "path")], text
    method = "import pandas as pd\nclass Data:\n    def load(self, path):\n        return pd.read_csv(path)\nData().load('a.csv')\n"
    assert [r.target for r in facts(method).reads] == ["a.csv"]


def test_functions_tests_and_top_level() -> None:
    found = facts(
        "import pytest\n@pytest.mark.skip(reason='x')\ndef test_a():\n    assert 1\n"
        "def test_b():\n    'doc'\n    with pytest.raises(E):\n        go()\n    if a and b:\n        pass\n"
    )
    first, second = found.functions
    assert (first.is_skipped, first.asserts, second.is_skipped, second.asserts) == (True, 1, False, 1)
    assert (second.has_docstring, second.complexity, second.calls) == (True, 3, ("pytest.raises", "go"))
    assert not found.has_top_level_calls and not found.has_main_guard
    assert facts("go()").has_top_level_calls
    assert not facts("import logging\nlog = logging.getLogger()\nX = Path('a')").has_top_level_calls
    assert facts("if __name__ == '__main__':\n    go()").has_main_guard


def test_imports_are_resolved_and_guards_seen() -> None:
    found = facts(
        "from ..lib import a as b\nimport importlib\ntry:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "importlib.import_module('pkg.late')\n",
        path="pkg/sub/mod.py",
    )
    assert [(i.module, i.names, i.level, i.is_guarded) for i in found.imports] == [
        ("pkg.lib", ("a",), 2, False),
        ("importlib", (), 0, False),
        ("torch", (), 0, True),
        ("pkg.late", (), 0, False),
    ]


def test_commands_that_a_file_starts() -> None:
    found = facts(
        "import subprocess, sys\nsubprocess.run([sys.executable, 'train.py', '--x', y])\n"
        "BashOperator(task_id='a', bash_command='python score.py')\n"
    )
    assert [c.name for c in found.commands] == ["python train.py --x {}", "python score.py"]


@pytest.mark.parametrize(
    "text",
    [
        "from a import f\n" + "x = f(x)\n" * 8000,
        "import yaml\nc = yaml.safe_load(open('p.yaml'))\n" + "".join(f"v{i} = c['k{i}']\n" for i in range(4000)),
        "import argparse\np = argparse.ArgumentParser()\na = p.parse_args()\n"
        + "".join(f"p.add_argument('--o{i}', default='x')\nopen(a.o{i})\n" for i in range(3000)),
        "import torch\n" + "".join(f"def f{i}():\n    l.backward()\n    o.step()\n" for i in range(3000)),
        "from sklearn.svm import SVC\nm = SVC()\n" + "m.fit(x, y)\nm = m\n" * 3000,
        "import pandas as pd\n" + "def f(df):\n    df['a'] = 1\n    return df\n" * 2000,
    ],
    ids=["rebound", "keys", "options", "loops", "fits", "features"],
)
def test_the_work_grows_with_the_file_and_not_faster(text: str) -> None:
    """Counted in steps of the interpreter, not in seconds: twice the text may cost three times the steps, not four."""
    half = text[: text.index("\n", len(text) // 2) + 1]
    while half.rstrip().endswith((":", "')", "= 1")) and half.count("def ") and not half.endswith(("step()\n", "df\n")):
        half = half[: half[:-1].rindex("\n") + 1]
    assert _steps(text) < 3 * _steps(half)


def _steps(text: str) -> int:
    import sys

    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    view = module_view("a.py", text)
    sys.setprofile(step)
    try:
        list(summary.extract(view))
    finally:
        sys.setprofile(None)
    return count
