"""Sentences, the gate and the parse."""
