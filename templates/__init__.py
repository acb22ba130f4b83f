"""Jinja templates of the reports; they only print what analyzer.report holds."""
