"""The analyzer: opens bundles, gathers facts, runs rules, finds causes and renders reports."""
