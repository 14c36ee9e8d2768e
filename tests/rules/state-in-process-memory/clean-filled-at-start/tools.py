import importlib
import pkgutil


class Tools:
    def __init__(self, folder: str) -> None:
        self.user_tools = {}
        self._discover(folder)

    def _discover(self, folder: str) -> None:
        for _, name, _ in pkgutil.iter_modules([folder]):
            self.user_tools[name] = importlib.import_module(name)

    def names(self) -> str:
        return ", ".join(self.user_tools)
