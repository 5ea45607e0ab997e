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


def plain(x):
    """x with the library's own kinds of dict and list as Python's."""
    if type(x).__name__ in ("Box", "DynaBox", "dict"):
        return {k: plain(v) for k, v in x.items()}
    if type(x).__name__ in ("BoxList", "list"):
        return [plain(v) for v in x]
    return x


def imported(top, name):
    """What R is once the settings are imported, with django-configurations
    if a class is named."""
    import django.conf
    from django.utils.functional import empty

    conf = sys.modules["django.conf"]
    conf.settings._wrapped = empty
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    if name != "-":
        from configurations import importer

        os.environ["DJANGO_CONFIGURATION"] = name
        importer.install()
    sys.modules.pop("settings", None)
    importlib.invalidate_caches()
    sys.dont_write_bytecode = True
    sys.path.insert(0, top)
    try:
        return repr(plain(importlib.import_module("settings").R))
    except Exception as e:
        return "raises " + type(e).__name__
    finally:
        sys.path.remove(top)
        sys.modules["django.conf"] = conf


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
            return imported(top, case["configuration"])
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
