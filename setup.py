"""Has the reading of a page compiled to C by mypyc when a wheel is built; pyproject.toml has all else.

The modules stay ordinary Python. Where they cannot be compiled they are installed as they are, and do the same more
slowly. So are those of an editable installation, behind whose edited sources the old code would run on, and those of
the egg that scrapyd-deploy builds with this file.
"""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

#: What the walk over a page and the reading of its blocks spend their time in.
MODULES = """
blocks body clean datelines dates fields hints judge metadata normal page places prose reading titles
cues/__init__ sieves/captions sieves/edges sieves/next_article sieves/phrases sieves/related sieves/repeats
""".split()


def extensions() -> list[Extension]:
    if "bdist_wheel" not in sys.argv:
        return []
    try:
        from mypyc.build import mypycify

        # Without the project's configuration: it asks for types that need not be there at a build.
        options = ["--config-file=", "--ignore-missing-imports"]
        paths = [f"cleaners/{name}.py" for name in MODULES]
        return mypycify([*options, *paths], opt_level="3", debug_level="0", group_name="cleaners")
    except (Exception, SystemExit) as e:
        print(f"the cleaners are not compiled: {e}", file=sys.stderr)
        return []


class AllOrNone(build_ext):
    """Compiles all modules or none: they call each other in C."""

    def run(self) -> None:
        self._clear()  # an older build may have left others
        try:
            super().run()
        except Exception as e:
            print(f"the cleaners are not compiled: {e}", file=sys.stderr)
            self._clear()
            self.extensions = []

    def _clear(self) -> None:
        for built in Path(self.build_lib).rglob(self.get_ext_filename("*")):
            built.unlink()


setup(ext_modules=extensions(), cmdclass={"build_ext": AllOrNone})
