"""A part of a package that is called like a library is not that library, and a package that is installed beside itself is itself."""

from __future__ import annotations

from debtscope.testing import findings_of

_FILES = {
    "shop/__init__.py": "",
    "shop/celery/celery.py": "def create_app(): ...\n",
    "requirements.txt": "celery==5.4.0\n",
}


def test_a_part_that_is_called_like_a_library() -> None:
    files = {**_FILES, "shop/celery/base.py": "from celery import states\n\nprint(states.PENDING)\n"}
    assert findings_of("dangling-reference", files) == []


def test_a_package_that_an_example_installs() -> None:
    files = {
        "python/shop/__init__.py": "", "python/shop/rows.py": "def read(): ...\n", "python/shop/page.py": "from shop.rows import write\n\nprint(write())\n",
        "example/requirements.txt": "shop==1.0\n",
    }  # fmt: skip
    (found,) = findings_of("dangling-reference", files)
    assert found.subject.path == "python/shop/page.py"
