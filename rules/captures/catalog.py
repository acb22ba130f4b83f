"""The rules on captures, in the order of equally severe cards: what causes comes first."""

# isort: skip_file - the rules stand in causal order

from __future__ import annotations

from rules.base import Rule
from rules.captures.arp_unanswered import arp_unanswered
from rules.captures.connection_refused import connection_refused
from rules.captures.connection_reset import connection_reset
from rules.captures.dns_name_unknown import dns_name_unknown
from rules.captures.dns_unanswered import dns_unanswered
from rules.captures.dns_wildcard_answer import dns_wildcard_answer
from rules.captures.icmp_frag_needed import icmp_frag_needed
from rules.captures.lost_between_captures import lost_between_captures
from rules.captures.mtu_black_hole import mtu_black_hole
from rules.captures.packet_to_unknown_pod import packet_to_unknown_pod
from rules.captures.pod_does_not_answer import pod_does_not_answer
from rules.captures.reset_by_stranger import reset_by_stranger
from rules.captures.service_address_untranslated import service_address_untranslated
from rules.captures.slow_between_captures import slow_between_captures
from rules.captures.syn_unanswered import syn_unanswered
from rules.captures.tls_handshake_stalled import tls_handshake_stalled
from rules.captures.two_macs_for_address import two_macs_for_address
from rules.captures.vxlan_damaged import vxlan_damaged
from rules.captures.vxlan_from_stranger import vxlan_from_stranger
from rules.captures.vxlan_one_way import vxlan_one_way
from rules.captures.vxlan_wrong_vni import vxlan_wrong_vni

CAPTURE_RULES: tuple[Rule, ...] = (
    vxlan_wrong_vni,
    vxlan_from_stranger,
    vxlan_damaged,
    service_address_untranslated,
    packet_to_unknown_pod,
    two_macs_for_address,
    icmp_frag_needed,
    lost_between_captures,
    vxlan_one_way,
    mtu_black_hole,
    pod_does_not_answer,
    syn_unanswered,
    connection_refused,
    connection_reset,
    reset_by_stranger,
    arp_unanswered,
    tls_handshake_stalled,
    dns_wildcard_answer,
    dns_unanswered,
    dns_name_unknown,
    slow_between_captures,
)
