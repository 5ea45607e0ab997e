"""How the settings read the environment."""

import os


def flag(name, default="yes"):
    return os.environ.get(name, default).lower() in ("1", "true", "yes", "on")


def words(name):
    return [word for word in os.environ.get(name, "").split(",") if word]
