"""What stands in deploy/, read by the programs that it is for, or by their linters."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners import outlets
from crawlers.cli import main

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
GHIRBAL = Path(sys.executable).with_name("ghirbal")
UNITS = ("ghirbal.service", "ghirbal@.service", "ghirbal@.timer")


def run(*command: str | Path) -> str:
    """What a command says when all is well."""
    ran = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units as systemd finds them when they are installed, one of each template."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8").replace("/opt/ghirbal/bin/ghirbal", str(GHIRBAL))
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name.replace("@.", "@aawsat.") for name in UNITS]


def test_units_are_right(units: list[Path]) -> None:
    assert run("systemd-analyze", "verify", "--man=no", *units) == ""


def test_services_are_confined(units: list[Path]) -> None:
    for unit in (units[0].parent / name for name in UNITS[:2]):
        # 30 of 100: what systemd calls OK.
        said = run("systemd-analyze", "security", "--offline=true", "--threshold=30", unit)
        assert "Overall exposure level" in said


def test_the_crontab_is_right() -> None:
    crontab = shutil.which("crontab")
    if not crontab or "-n" not in subprocess.run([crontab, "-h"], capture_output=True, encoding="utf-8").stderr:
        pytest.skip("needs a crontab that checks: Debian's package cron")
    assert "success" in run(crontab, "-n", DEPLOY / "crontab")


def test_the_dockerfile_is_right() -> None:
    assert run(Path(sys.executable).with_name("hadolint"), DEPLOY / "Dockerfile") == ""


@pytest.mark.parametrize(
    ("file", "pattern", "calls"),
    [
        ("ghirbal.service", r"^ExecStart=\S+/ghirbal (.*)", 1),
        ("ghirbal@.service", r"^ExecStart=\S+/ghirbal (.*)", 1),
        ("crontab", r"^[#*/\d, ]+ ghirbal (.*?) >>", 2),
        ("Dockerfile", r'^CMD \["(.*)"\]', 1),
    ],
)
def test_what_is_called_is_a_command(file: str, pattern: str, calls: int) -> None:
    found = re.findall(pattern, (DEPLOY / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == calls
    for call in found:
        command, *args = call.replace("%i", "aawsat").split()
        main.commands[command].make_context(command, args)  # raises for what it does not know


def test_the_egg_has_all_that_the_project_reads(tmp_path: Path) -> None:
    """What scrapyd would run: the project out of a zipped file, its data too."""
    source = tmp_path / "source"  # a copy, for the build leaves its traces
    source.mkdir()
    for name in ("cleaners", "crawlers"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "scrapy.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    egg = tmp_path / "ghirbal.egg"
    ran = subprocess.run(
        [Path(sys.executable).with_name("scrapyd-deploy"), "--build-egg", egg], cwd=source, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr
    script = (
        "import json, cleaners\n"
        "from cleaners import clean_text, outlets\n"
        "from crawlers.store import open_store, schema\n"
        "open_store('ghirbal.db').close()\n"
        "text = 'الرباط - و.م.ع\\nشارك\\nعاد صيادو الميناء إلى البحر صباح اليوم، بعد أسبوعين من الرياح.\\n'\n"
        "removed = [removal.reason for removal in clean_text(text).removed]\n"
        "print(json.dumps([cleaners.__file__, schema.__file__, len(outlets.load()), removed]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(egg), "GHIRBAL_OUTLETS": ""},
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    cleaners_file, schema_file, number, removed = json.loads(ran.stdout)
    assert cleaners_file.startswith(str(egg))
    assert schema_file.startswith(str(egg))
    assert number == len(outlets.load())
    assert "prompt" in removed
