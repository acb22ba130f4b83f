"""A healthy bundle in memory, and how three collectors lay it out."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from tests.accuracy import chains, flows, host, objects, policies, printing, session
from tests.accuracy.plan import Plan
from tests.accuracy.switch import Switch

FORMS = ("debug.sh", "sosreport", "loose")
COMMANDS = {
    "flows": "ovs-ofctl -O OpenFlow13 dump-flows br0",
    "ovs-show": "ovs-ofctl -O OpenFlow13 show br0",
    "vsctl": "ovs-vsctl show",
    "addresses": "ip addr show",
    "routes": "ip route show",
    "iptables": "iptables-save -c",
    "sysctl": "sysctl -a",
    "groups": "ovs-ofctl -O OpenFlow13 dump-groups br0",
    "log": "oc logs sdn -c sdn",
}
SOS = {
    "flows": "openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br0",
    "ovs-show": "openvswitch/ovs-ofctl_-O_OpenFlow13_show_br0",
    "groups": "openvswitch/ovs-ofctl_-O_OpenFlow13_dump-groups_br0",
    "vsctl": "openvswitch/ovs-vsctl_-t_5_show",
    "addresses": "networking/ip_-o_addr",
    "routes": "networking/ip_route_show_table_all",
    "iptables": "firewall_tables/iptables-save",
    "sysctl": "kernel/sysctl_-a",
}


@dataclass
class Bundle:
    """A cluster's artifacts: texts by node, objects by kind."""

    plan: Plan
    form: str
    texts: dict[str, dict[str, str]]
    """Node -> artifact -> text."""
    objects: dict[str, list[dict]]
    more: dict[str, str | bytes] = field(default_factory=dict)
    """Files beside those, by path."""

    def copy(self) -> Bundle:
        """A bundle that may be changed without this one."""
        texts = {node: dict(each) for node, each in self.texts.items()}
        return replace(self, texts=texts, objects=copy.deepcopy(self.objects), more=dict(self.more))

    def files(self) -> dict[str, str | bytes]:
        """Path -> text, or a capture's bytes."""
        found = dict(self.more)
        for node, texts in self.texts.items():
            for name, text in texts.items():
                if name == "session":
                    root = f"{'openshift-sdn-debug' if self.form == 'debug.sh' else 'case'}"
                    found[f"{root}/nodes/{node}/session.log"] = text
                elif self.form == "debug.sh":
                    found[f"openshift-sdn-debug/nodes/{node}/{name}"] = (
                        f"> {COMMANDS[name]}\n\n{text}"
                    )
                elif self.form == "sosreport":
                    root = f"sosreport-{node.split('.')[0]}-2026-03-10-abcdefg"
                    found[f"{root}/sos_commands/host/hostname_-f"] = node + "\n"
                    if name in SOS:
                        found[f"{root}/sos_commands/{SOS[name]}"] = text
                    else:
                        found[f"{root}/sos_commands/logs/{name}_sdn"] = text
                else:
                    found[f"case/nodes/{node}/{name}.txt"] = text
        for kind, items in self.objects.items():
            body = {"apiVersion": "v1", "kind": "List", "items": items}
            if self.form == "debug.sh":
                text = yaml.dump(body, Dumper=yaml.CSafeDumper, default_flow_style=False)
                found[f"openshift-sdn-debug/master/{kind}"] = f"> oc get {kind} -o yaml\n\n{text}"
            elif self.form == "sosreport" or kind in printing.JSON_ONLY:
                found[f"oc/{kind}.json"] = json.dumps(body, indent=4) + "\n"
            else:
                found[f"case/oc_get_{kind}.txt"] = printing.table(kind, items)
        return found

    def write(self, root: Path) -> None:
        for path, text in self.files().items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())


def healthy(plan: Plan, form: str, switch: Switch) -> Bundle:
    """Return a healthy cluster's bundle; its flows pass through the switch."""
    texts: dict[str, dict[str, str]] = {}
    for each in plan.hosts:
        wanted = flows.wanted(plan, each)
        dump, groups = switch.dump(wanted, list(policies.groups(plan, each)), plan.rng)
        texts[each.name] = {
            "flows": dump,
            "ovs-show": host.ports(plan, each),
            "addresses": host.addresses(plan, each),
            "routes": host.routes(plan, each),
            "iptables": chains.save(plan, each),
            "sysctl": host.sysctl(plan, each),
            "session": session.session(plan, each),
        }
        if groups:
            texts[each.name]["groups"] = groups
        if form != "sosreport":
            texts[each.name]["vsctl"] = host.vsctl(plan, each)
            texts[each.name]["log"] = host.log(plan, each)
    return Bundle(plan, form, texts, objects.every(plan))
