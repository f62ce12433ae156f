"""Typed views of what policy says about supervision, one file a noun."""
