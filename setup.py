"""Has the reading of a page compiled to C by mypyc when a wheel is built; pyproject.toml has all else.

The modules stay ordinary Python. Where they cannot be compiled they are installed as they are, and do the same more
slowly. An editable installation is never compiled: the old code would run on behind the edited sources.
"""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

#: What most of the time goes to, and what it calls for each block.
MODULES = """
blocks body datelines fields judge metadata normal places prose reading titles
cues/__init__ sieves/captions sieves/edges sieves/next_article sieves/phrases sieves/related sieves/repeats
""".split()


def extensions() -> list[Extension]:
    if "bdist_wheel" not in sys.argv:
        return []
    try:
        from mypyc.build import mypycify

        # No configuration: types that are missing at a build are not a reason to fail it.
        options = ["--config-file=", "--ignore-missing-imports", "--no-warn-unused-ignores"]
        paths = [f"cleaners/{name}.py" for name in MODULES]
        return mypycify([*options, *paths], opt_level="3", debug_level="0", group_name="cleaners")
    except (Exception, SystemExit) as e:
        print(f"the cleaners are not compiled: {e}", file=sys.stderr)
        return []


class OptionalBuild(build_ext):
    """All modules are compiled or none: each of them calls the others in C."""

    def run(self) -> None:
        try:
            super().run()
        except Exception as e:
            print(f"the cleaners are not compiled: {e}", file=sys.stderr)
            for output in self.get_outputs():
                Path(output).unlink(missing_ok=True)
            self.extensions = []


setup(ext_modules=extensions(), cmdclass={"build_ext": OptionalBuild})
