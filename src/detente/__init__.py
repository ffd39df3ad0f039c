"""Détente reads diplomatic news: see ``detente.read`` and ``detente.code``."""

__version__ = "0.1.0"
