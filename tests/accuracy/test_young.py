"""Collections are not atomic: what came or went while one was made is no fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.accuracy.bundle import healthy
from tests.accuracy.campaign import Desk, alarms
from tests.accuracy.members import uid
from tests.accuracy.mutation import Place, place
from tests.accuracy.mutators_flows import left_over
from tests.accuracy.mutators_objects import find, forget
from tests.accuracy.plan import Plan
from tests.accuracy.releases import RELEASES
from tests.accuracy.switch import Switch

NOW = "2026-03-10T10:41:55Z"
"""The last line of the logs."""
JUST = "2026-03-10T10:41:20Z"
Race = Callable[[Place], None]


def without_flows(at: Place) -> None:
    texts = at.bundle.texts[at.host.name]
    own = rf"=({re.escape(at.pod.ip)})[ ,]"
    texts["flows"] = "\n".join(x for x in texts["flows"].split("\n") if not re.search(own, x))
    texts["ovs-show"] = re.sub(rf" +\d+\({at.pod.veth}\).*\n.*\n.*\n.*\n", "", texts["ovs-show"])
    port = f"output:{at.pod.port}"
    flows = re.sub(rf"\b{port},|,{port}\b", "", texts["flows"])  # of several in a list
    texts["flows"] = re.sub(rf"{port}\b", "output:2", flows)


def pod_just_started(at: Place) -> None:
    """The list of pods came after the dump of flows."""
    pod = find(at, "pods", at.pod.name)
    pod["metadata"]["creationTimestamp"] = pod["status"]["startTime"] = JUST
    without_flows(at)


def pod_being_deleted(at: Place) -> None:
    find(at, "pods", at.pod.name)["metadata"]["deletionTimestamp"] = NOW
    without_flows(at)


def flows_just_came(at: Place) -> None:
    """The dump of flows came after the list of pods."""
    left_over(at)
    texts = at.bundle.texts[at.host.name]
    new = re.escape(str(at.host.subnet[-3]))
    texts["flows"] = re.sub(rf"duration=[\d.]+s(?=.*={new}[ ,])", "duration=12.3s", texts["flows"])


def endpoints_just_changed(at: Place) -> None:
    """A new pod is an endpoint; kube-proxy of one node has not heard of it."""
    pod = at.service.pods[0]
    item = find(at, "pods", pod.name)
    item["metadata"]["creationTimestamp"] = item["status"]["startTime"] = JUST
    texts = at.bundle.texts[at.host.name]
    seps = [line.split("-A ")[1].split()[0] for line in texts["iptables"].split("\n")
            if f"--to-destination {pod.ip}:" in line]  # fmt: skip
    texts["iptables"] = "\n".join(
        line for line in texts["iptables"].split("\n") if not any(sep in line for sep in seps)
    )


def node_just_joined(at: Place) -> None:
    """Its HostSubnet is seconds old: the other nodes' flows are on their way."""
    find(at, "hostsubnets", at.other.name)["metadata"]["creationTimestamp"] = JUST
    find(at, "nodes", at.other.name)["metadata"]["creationTimestamp"] = JUST
    gone = Place(at.bundle, at.rng, at.other, at.host, at.pod, at.service)
    forget(gone, at.bundle.texts[at.host.name])


def project_just_made(at: Place) -> None:
    """A namespace came between the lists of NetNamespaces and of namespaces."""
    at.bundle.objects["namespaces"].append(
        {"apiVersion": "v1", "kind": "Namespace", "status": {"phase": "Active"},
         "metadata": {"name": "newborn", "creationTimestamp": JUST, "uid": uid("newborn")}}
    )  # fmt: skip


RACES: tuple[Race, ...] = (
    pod_just_started, pod_being_deleted, flows_just_came, endpoints_just_changed, node_just_joined,
    project_just_made,
)  # fmt: skip


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_no_alarm(race: Race, one: Switch, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    wrong = []
    for index, release in enumerate(RELEASES[::2]):
        bundle = healthy(Plan(release, index), "debug.sh", one)
        race(place(bundle, Random(f"{race.__name__}{release}")))
        desk.lay(bundle.files())
        wrong += [f"{release}: {alarm}" for alarm in alarms(desk.analyze())]
    assert wrong == []
