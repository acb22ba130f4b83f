"""Parsers: each turns one collected artifact into one typed fact."""
