"""Rules of the collection itself."""

from __future__ import annotations

from rules.base import Rule
from rules.collection.artifact_cut_off import artifact_cut_off
from rules.collection.artifact_not_collected import artifact_not_collected
from rules.collection.bundle_redacted import bundle_redacted
from rules.collection.collected_at_different_times import collected_at_different_times
from rules.collection.log_begins_late import log_begins_late
from rules.collection.node_without_data import node_without_data

COLLECTION_RULES: tuple[Rule, ...] = (
    node_without_data,
    artifact_not_collected,
    artifact_cut_off,
    log_begins_late,
    bundle_redacted,
    collected_at_different_times,
)
