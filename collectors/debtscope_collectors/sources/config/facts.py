"""Numbers that configuration files and SQL give to decisions."""

from __future__ import annotations

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.config.defaults import Default


@frozen
class ConfigThreshold:
    """A key named like a threshold with a plain number, in a YAML, TOML, JSON or INI file."""

    path: str
    key: str
    """As written, without the keys around it."""
    value: float
    line: int


@frozen
class SqlThreshold:
    """A score-like column compared with a literal in an SQL file."""

    path: str
    column: str
    operator: str
    value: float
    line: int


@frozen
class Setting:
    """One key of a configuration file that has no keys below it."""

    key: str
    """Dotted; a step into a list is `*`."""
    value: str
    """Scalars in one spelling (`0.5`, `true`, `null`, text without quotes), `[]` for a list, `***` for a credential."""
    line: int

    @property
    def leaf(self) -> str:
        """The last part of the key."""
        return self.key.rpartition(".")[2]


@frozen
class Disabled:
    """Adjacent comment lines that are configuration of their file."""

    line: int
    end_line: int
    keys: tuple[str, ...]
    """The keys or instructions in them."""
    excerpt: str
    """The first of the lines, credentials hidden."""
    is_whole: bool = False
    """The file holds nothing else."""


@frozen
class SettingsFile:
    """One file of settings, read line by line, so that templates and broken files give what they hold."""

    path: str
    format: str
    """yaml, toml, ini, json or env."""
    role: str
    """settings of the project's own programs, or what it is else: manifest, tool, data."""
    settings: tuple[Setting, ...]
    """Empty but for role settings."""
    references: frozenset[str] = frozenset()
    """Last parts of the keys that `${…}` interpolations name."""
    composes: tuple[Default, ...] = ()
    """Its Hydra defaults list."""
    package: str = ""
    """What its `# @package` line says."""
    is_composed: bool = False
    """It holds a Hydra defaults list."""


@frozen
class DisabledSettings:
    """Configuration that stands as comments in a file."""

    path: str
    header: str
    """The first comment lines of the file, in small letters, which may say what the comments are."""
    blocks: tuple[Disabled, ...]


@frozen
class TextWords:
    """Words of a file that is neither Python nor settings: who else may read a key, and where variables are told."""

    path: str
    role: str
    """script (programs of other languages, templates, commands), docs, or manifest (CI, containers, infrastructure)."""
    told: str
    """Of scripts every identifier; of others those in capitals with an underscore. In order, with blanks between: a set of
    each file's words holds several times as much memory."""
    takes: str = ""
    """Variables that it takes the value of: `$NAME`, `${NAME}`; likewise."""
    alone: str = ""
    """Of documents and manifests: words in capitals without an underscore where they stand as a variable does (`NAME=`, a key, in
    backticks); likewise."""
    gives: str = ""
    """Of documents: variables whose setting they show (`export NAME=…`, `NAME=… command`); likewise."""

    @property
    def words(self) -> frozenset[str]:
        """`told`, as a set that is made anew."""
        return frozenset(self.told.split())

    @property
    def used(self) -> frozenset[str]:
        """`takes`, as a set that is made anew."""
        return frozenset(self.takes.split())


@frozen
class PersonalPath:
    """A path in somebody's own home folder, in a configuration file, a definition or a script."""

    path: str
    line: int
    text: str


@frozen
class CommandLine:
    """One line of a script, Makefile or Procfile that runs a Python program; lines that go on are one."""

    path: str
    line: int
    text: str
    """Credentials hidden."""
    target: str = ""
    """Of a Makefile: what it makes."""
