"""The analyzer: opens bundles, gathers facts, runs rules, finds causes and renders reports."""

__version__ = "0.1.0"
