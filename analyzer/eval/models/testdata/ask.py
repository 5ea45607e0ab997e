"""Runs the cases of agree_test.go: what the real libraries answer.

Reads a list of cases from stdin, each with variables, files and a program
that binds R. Writes a list of what repr(R) is, or "raises NAME".
"""

import importlib
import json
import logging
import os
import shutil
import sys
import tempfile
import urllib.parse
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
with_netloc = list(urllib.parse.uses_netloc)  # dj_database_url adds to it


def configured(top, name):
    """What R is once django-configurations has set a class up."""
    from configurations import importer

    os.environ.update(DJANGO_SETTINGS_MODULE="settings", DJANGO_CONFIGURATION=name)
    importer.install()
    sys.modules.pop("settings", None)
    importlib.invalidate_caches()
    sys.dont_write_bytecode = True
    sys.path.insert(0, top)
    try:
        return repr(importlib.import_module("settings").R)
    except Exception as e:
        return "raises " + type(e).__name__
    finally:
        sys.path.remove(top)


def run(case):
    top = tempfile.mkdtemp()
    try:
        for name, text in {**(case["files"] or {}), "settings.py": case["code"]}.items():
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
        os.chdir(top)
        urllib.parse.uses_netloc[:] = with_netloc
        os.environ.clear()
        os.environ.update(case["env"] or {})
        if "decouple" in sys.modules:
            sys.modules["decouple"].config.config = None
        if "environ" in sys.modules:
            sys.modules["environ"].FileAwareEnv.ENVIRON.files_cache.clear()
        path = os.path.join(top, "settings.py")
        if case.get("configuration"):
            return configured(top, case["configuration"])
        names = {"__file__": path, "__name__": "settings"}
        try:
            exec(compile(case["code"], path, "exec"), names)
        except RecursionError:
            return "raises RecursionError"
        except Exception as e:
            return "raises " + type(e).__name__
        return repr(names["R"])
    finally:
        os.chdir("/")
        shutil.rmtree(top)


json.dump([run(c) for c in json.load(sys.stdin)], sys.stdout)
