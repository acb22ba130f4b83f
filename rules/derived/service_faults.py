"""How one service's rules on one node differ from its Endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.base import Source
from parsers.kube.endpoints import EndpointsObject
from parsers.kube.services import Service
from rules.base import Severity
from rules.derived.service_chains import Portal, ServiceChains, Target, expected

IDLED = "idling.alpha.openshift.io/idled-at"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
TOPOLOGY = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")
OTHER_PROXY = ("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless")


@dataclass(frozen=True, slots=True)
class Fault:
    """A difference, with what proves it on the node."""

    service: Service
    endpoints: EndpointsObject
    message: str
    """Fits behind the node's name."""
    subjects: tuple[str, ...]
    evidence: tuple[Source, ...]
    severity: Severity | None = None
    """Where it is less than the rule's."""


def judged(service: Service, endpoints: EndpointsObject) -> bool:
    """Return whether kube-proxy must have exactly the endpoints' addresses for a service."""
    labels = service.raw.metadata.get("labels")
    return not (
        service.cluster_ip is None
        or service.type == "ExternalName"
        or IDLED in endpoints.annotations
        or IDLED in service.annotations
        or OVER_CAPACITY in endpoints.annotations
        or any(key in service.annotations for key in TOPOLOGY)
        or (isinstance(labels, dict) and any(key in labels for key in OTHER_PROXY))
    )


def faults_of(
    service: Service, endpoints: EndpointsObject, chains: ServiceChains, unsure: frozenset[str]
) -> Iterator[Fault]:
    """Yield the differences of every port of a service."""
    unready = {address.ip for address in endpoints.not_ready}
    for port in service.ports:
        wanted = expected(service, port, endpoints)
        if wanted is None:
            continue
        portal = (service.cluster_ip or "", port.protocol.lower(), port.port)
        name = f"{service.full_name} ({portal[0]}:{port.port}/{portal[1]})"
        common = (service.full_name, service.name, portal[0])
        sure = {target: pod for target, pod in wanted.items() if target[0] not in unsure}
        right = tuple(
            each for (ip, _), pod in sure.items() for each in (ip, *((pod,) if pod else ()))
        )
        jump = chains.portals.get(portal)
        if jump is None:
            # An endpoint without a pod may stand behind an EgressNetworkPolicy: the proxy skips it.
            pods_only = endpoints.from_table or all(pod is not None for pod in sure.values())
            if sure and (pods_only or service.full_name == "default/kubernetes"):
                yield missing(
                    service, endpoints, chains, portal, name, (*common, *right), len(sure)
                )
            continue
        chain = jump.target or ""
        if chain.startswith("KUBE-SVL-"):
            continue
        if chain not in chains.table.chains:
            yield Fault(
                service,
                endpoints,
                f"has no chain {chain} for {name}",
                (*common, chain, *right),
                (jump.source, chains.table.absence(chain)),
            )
            continue
        there = chains.to(chain)
        lost, stale = differences(sure, set(wanted), there, unsure, unready)
        if lost or stale:
            yield differing(
                service, endpoints, chains, name, (*common, chain), chain, lost, stale, sure
            )
        elif sure and (reject := chains.rejects.get(portal)):
            # Translated packets do not meet it; it shows that the rules are not brought up to date.
            yield Fault(
                service,
                endpoints,
                f"still has a rule that rejects {name}, which has {len(sure)} ready "
                f"endpoint{'s' * (len(sure) > 1)}",
                (*common, *right),
                (reject.source, jump.source),
                Severity.WARNING,
            )


def missing(
    service: Service,
    endpoints: EndpointsObject,
    chains: ServiceChains,
    portal: Portal,
    name: str,
    subjects: tuple[str, ...],
    count: int,
) -> Fault:
    """Describe a service without its rule."""
    reject = chains.rejects.get(portal)
    services = chains.table.chains["KUBE-SERVICES"]
    lacking = services.absence(f"-d {portal[0]}/32 -p {portal[1]} --dport {portal[2]}")
    what = "rejects connections to" if reject else "has no rule for"
    return Fault(
        service,
        endpoints,
        f"{what} {name}, which has {count} ready endpoint{'s' * (count > 1)}",
        (*subjects, "KUBE-SERVICES"),
        (reject.source, lacking) if reject else (lacking,),
    )


def differences(
    sure: dict[Target, str | None],
    wanted: set[Target],
    there: dict[Target, str],
    unsure: frozenset[str],
    unready: set[str],
) -> tuple[list[Target], list[Target]]:
    """Return targets that the chain lacks, and those that are no endpoints."""
    addresses = {ip for ip, port in there if port is None}
    known = {ip for ip, _ in wanted}
    # Pods are being replaced: those that went have no object any more that would tell.
    rolling = not known.isdisjoint(unsure)
    lost = [target for target in sure if target not in there and target[0] not in addresses]
    stale = [
        (ip, port)
        for ip, port in there
        if not rolling
        and ip not in unsure | unready
        and (ip not in known if port is None else (ip, port) not in wanted)
    ]
    return lost, stale


def differing(
    service: Service,
    endpoints: EndpointsObject,
    chains: ServiceChains,
    name: str,
    subjects: tuple[str, ...],
    chain: str,
    lost: list[Target],
    stale: list[Target],
    sure: dict[Target, str | None],
) -> Fault:
    """Describe a chain that leads elsewhere."""
    there = chains.to(chain)
    seps = [there[target] for target in stale]
    parts = []
    if stale:
        parts.append(f"sends {name} to {listing(stale)}, which is no endpoint")
    if lost:
        parts.append(
            f"{'not to' if stale else f'does not send {name} to'} {listing(lost)}"
            + (", which is one" if stale else "")
        )
    evidence = [source for sep in seps[:3] for source in chains.sources(sep)]
    if lost:
        wanted = f"a jump to {listing(lost)}"
        evidence.append(chains.table.chains[chain].absence(wanted))
    pods = [pod for target in lost if (pod := sure[target])]
    return Fault(
        service,
        endpoints,
        ", and ".join(parts),
        (*subjects, *(ip for ip, _ in (*stale, *lost)), *pods, *seps),
        tuple(evidence),
    )


def listing(targets: list[Target]) -> str:
    """Print some targets."""
    words = [ip if port is None else f"{ip}:{port}" for ip, port in targets]
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
