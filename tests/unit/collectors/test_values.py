"""Targets of reads and writes that only other files tell."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.testing import facts_of
from debtscope_collectors.joins.facts import CodeBase

YAML = "data:\n  raw_path: data/raw/bank.csv\n  out: data/processed/\n"


def targets(files: Mapping[str, str | bytes]) -> dict[str, str | None]:
    """`path:line` -> target of every read and write."""
    code = facts_of(files).one(CodeBase)
    assert code is not None
    return {
        f"{path}:{access.line}": access.target
        for path, module in code.modules.items()
        for access in (*module.facts.reads, *module.facts.writes)
    }


LOADER = "import yaml\n\n\ndef load_config(path):\n    with open(path) as f:\n        return yaml.safe_load(f)\n"
READER = "import pandas as pd\n\n\ndef load_raw(path):\n    return pd.read_csv(path)\n"


def test_a_key_of_settings_reaches_a_read_in_another_module() -> None:
    main = (
        "from src.config import load_config\nfrom src.data import load_raw\n\n\ndef main():\n    config = load_config('conf/base.yaml')\n"
        "    df = load_raw(config['data']['raw_path'])\n"
    )
    found = targets({"conf/base.yaml": YAML, "src/config.py": LOADER, "src/data.py": READER, "src/main.py": main})
    assert found["src/data.py:5"] == "data/raw/bank.csv"
    assert found["src/config.py:5"] == "conf/base.yaml"


def test_a_key_with_two_values_stays_open() -> None:
    main = "from src.config import load_config\nimport pandas as pd\n\ncfg = load_config()\ndf = pd.read_csv(cfg['data']['raw_path'])\n"
    other = YAML.replace("bank", "shop")
    found = targets({"conf/base.yaml": YAML, "conf/other.yaml": other, "src/config.py": LOADER, "src/main.py": main})
    assert found["src/main.py:5"] is None


def test_attributes_sections_and_joined_parts() -> None:
    main = (
        "from pathlib import Path\nimport joblib\nfrom omegaconf import OmegaConf\n\ncfg = OmegaConf.load('conf/base.yaml')\n"
        "section = cfg.data\n\n\ndef save(x):\n    joblib.dump(x, Path(section.out) / 'scaler.pkl')\n"
    )
    assert targets({"conf/base.yaml": YAML, "main.py": main})["main.py:10"] == "data/processed/scaler.pkl"


def test_constants_of_another_module_and_of_a_settings_object() -> None:
    config = (
        "from pathlib import Path\n\nROOT = Path(__file__).resolve().parents[1]\nRAW = ROOT / 'data' / 'raw.csv'\n\n\n"
        "class Settings:\n    model_path: str = 'models/m.pkl'\n\n\nsettings = Settings()\nPATHS = {'out': {'train': 'data/train.csv'}}\n"
    )
    main = (
        "import joblib\nimport pandas as pd\nfrom src import config\nfrom src.config import PATHS, RAW, settings\n\n"
        "df = pd.read_csv(RAW)\nsame = pd.read_csv(config.RAW)\nmodel = joblib.load(settings.model_path)\n"
        "df.to_csv(PATHS['out']['train'])\n"
    )
    found = targets({"src/__init__.py": "", "src/config.py": config, "src/main.py": main})
    assert [found[f"src/main.py:{line}"] for line in (6, 7, 8, 9)] == [
        "data/raw.csv", "data/raw.csv", "models/m.pkl", "data/train.csv",
    ]  # fmt: skip


def test_what_an_object_was_made_with() -> None:
    worker = (
        "import pandas as pd\n\n\nclass Loader:\n    def __init__(self, root, name='x'):\n        self.root = root\n\n"
        "    def load(self):\n        return pd.read_csv(self.root + '/a.csv')\n"
    )
    main = "from worker import Loader\n\nLoader('data/in').load()\n"
    assert targets({"worker.py": worker, "main.py": main})["worker.py:9"] == "data/in/a.csv"
    two = main + "Loader('data/out').load()\n"
    assert targets({"worker.py": worker, "main.py": two})["worker.py:9"] == "{}/a.csv"


def test_what_tests_hand_over_says_nothing() -> None:
    test = "from src.data import load_raw\n\n\ndef test_load():\n    assert load_raw('tests/x.csv') is not None\n"
    main = "from src.data import load_raw\n\nload_raw('data/y.csv')\n"
    found = targets({"src/data.py": READER, "src/main.py": main, "tests/test_data.py": test})
    assert found["src/data.py:5"] == "data/y.csv"


TRAIN = (
    "from sklearn.linear_model import LogisticRegression\nfrom src.data import load_raw\n\n\ndef train():\n    df = load_raw('data/train.csv')\n"
    "    return LogisticRegression().fit(df[['a']], df['y'])\n"
)


def test_what_training_hands_over_is_read_though_others_hand_over_other_files() -> None:
    score = (
        "from src.data import load_raw\n\n\ndef score(model):\n    return model.predict(load_raw('data/march.csv'))\n"
    )
    files = {"src/data.py": READER, "src/score.py": score}
    assert targets({**files, "src/train.py": TRAIN})["src/data.py:5"] == "data/train.csv"
    again = TRAIN.replace("train.csv", "more.csv")
    assert targets({**files, "src/train.py": TRAIN, "src/train_again.py": again})["src/data.py:5"] is None


def test_names_that_go_in_a_circle_stay_open() -> None:
    one = "from b import Y\nX = Y\n"
    two = "import pandas as pd\nfrom a import X\nY = X\n\npd.read_csv(X)\n"
    assert targets({"a.py": one, "b.py": two})["b.py:5"] is None


def test_what_a_start_script_runs_is_run_by_the_image() -> None:
    image = 'FROM python:3.12-slim\nCOPY . .\nENTRYPOINT ["/app/docker/entrypoint.sh"]\n'
    script = "#!/bin/sh\n# python never.py\npython src/drift.py \\\n  --days 7\nexec uvicorn src.api:app\n"
    files = {
        "Dockerfile": image,
        "docker/entrypoint.sh": script,
        "src/drift.py": "X = 1\n",
        "src/api.py": "app = 1\n",
        "never.py": "Y = 1\n",
    }
    code = facts_of(files).one(CodeBase)
    assert code is not None
    assert code.entry_points == {"src/drift.py": "docker:Dockerfile", "src/api.py": "docker:Dockerfile"}


PROGRAM = (
    "import argparse\nimport pandas as pd\n\n\ndef load_rows(path):\n    return pd.read_csv(path)\n\n\ndef main():\n"
    "    parser = argparse.ArgumentParser()\n    parser.add_argument('--data-path', required=True)\n"
    "    parser.add_argument('--output', default='out.csv')\n    args = parser.parse_args()\n    load_rows(args.data_path).to_csv(args.output)\n"
)


def test_an_option_is_what_the_documented_command_gives_else_its_default() -> None:
    readme = "# Train\n```bash\npython train.py --data-path data/loans.csv\n```\n"
    found = targets({"train.py": PROGRAM, "README.md": readme})
    assert found["train.py:6"] == "data/loans.csv"
    assert found["train.py:14"] == "out.csv"


def test_an_option_with_two_values_or_a_placeholder_stays_open() -> None:
    twice = "# Train\npython train.py --data-path data/a.csv\npython train.py --data-path data/b.csv\n"
    assert targets({"train.py": PROGRAM, "README.md": twice})["train.py:6"] is None
    assert targets({"train.py": PROGRAM, "README.md": "python train.py --data-path <file>\n"})["train.py:6"] is None


def test_the_folder_in_which_a_program_is_started_is_the_top() -> None:
    code = "import os\nfrom pathlib import Path\nimport pandas as pd\n\nROOT = Path(os.path.realpath(''))\ndf = pd.read_csv(ROOT / 'data' / 'a.csv')\n"
    assert targets({"src/x.py": code})["src/x.py:6"] == "data/a.csv"


def test_a_program_that_an_image_starts_from_another_place_is_found_by_what_it_copies() -> None:
    dockerfile = 'FROM python:3.12-slim\nCOPY {} /opt/\nCMD ["python", "/opt/score.py"]\n'
    files = {"jobs/nightly/score.py": "print('scores')\n", "jobs/weekly/score.py": "print('others')\n"}
    for copied, started in (("jobs/nightly/score.py", ["jobs/nightly/score.py"]), ("jobs", [])):
        code = facts_of({**files, "docker/Dockerfile": dockerfile.format(copied)}).one(CodeBase)
        assert code is not None
        assert [path for path, entry in code.entry_points.items() if entry.startswith("docker:")] == started
