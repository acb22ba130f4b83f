"""What a table of `oc get` does not show is not judged."""

from __future__ import annotations

from typing import TypeVar

from parsers.base import Artifact
from parsers.kube import catalog
from parsers.kube.endpoints import Endpoints
from parsers.kube.pods import Pods
from parsers.kube.services import Service, Services
from rules.base import Node
from rules.derived.local_pods import derive_local_pods
from rules.derived.service_chains import expected

F = TypeVar("F")


def read(kind: type[F], text: str) -> F:
    (parsed,) = catalog.read(Artifact("table.txt", text.encode()))
    assert isinstance(parsed.fact, kind)
    return parsed.fact


SERVICES = """\
NAMESPACE   NAME         TYPE        CLUSTER-IP       EXTERNAL-IP   PORT(S)                 AGE
default     kubernetes   ClusterIP   172.30.0.1       <none>        443/TCP,53/UDP,53/TCP   9d
default     registry     ClusterIP   172.30.88.12     <none>        5000/TCP                9d
"""
ENDPOINTS = """\
NAMESPACE   NAME         ENDPOINTS                                                      AGE
default     kubernetes   192.168.7.1:8443,192.168.7.1:8053,192.168.7.1:8053   9d
default     registry     10.128.0.8:5000,10.129.0.4:5000                                9d
"""


def targets(name: str) -> list[object]:
    services, endpoints = read(Services, SERVICES), read(Endpoints, ENDPOINTS)
    (service,) = (each for each in services.items if each.name == name)
    (object_,) = (each for each in endpoints.items if each.name == name)
    assert isinstance(service, Service)
    return [
        None if to is None else sorted(to)
        for to in (expected(service, port, object_) for port in service.ports)
    ]


def test_ports_of_a_table_do_not_say_which_belong_together() -> None:
    assert targets("kubernetes") == [None, None, None]


def test_a_single_port_needs_no_name() -> None:
    assert targets("registry") == [[("10.128.0.8", 5000), ("10.129.0.4", 5000)]]


def test_an_address_of_a_table_may_be_the_node_s() -> None:
    pods = read(
        Pods,
        "NAMESPACE       NAME        READY   STATUS    RESTARTS   AGE   IP            NODE\n"
        "openshift-sdn   sdn-x4vdp   1/1     Running   0          9d    192.168.7.1   n1.lab\n"
        "web             shop-1      1/1     Running   0          9d    10.128.0.8    n1.lab\n",
    )
    assert [pod.pod_ip for pod in pods.items] == ["192.168.7.1", "10.128.0.8"]
    found = derive_local_pods(Node("n1.lab"), pods, None, None)
    assert found.items == ()
    assert found.others == frozenset()
