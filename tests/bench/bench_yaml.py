"""2,000 pods as `oc adm inspect` writes them against PyYAML's loader in C, to the same facts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import yaml

from analyzer.analysis import no_collection
from parsers.base import Artifact
from parsers.kube import catalog, pods
from parsers.kube.objects import RawObject
from parsers.kube.pods import Pod

FILES = 2_000
BAR = 3.0
ROUNDS = 3

MANAGED = "\n".join(
    f'          k:{{"type":"{name}"}}:\n            .: {{}}\n            f:lastProbeTime: {{}}\n'
    "            f:lastTransitionTime: {}\n            f:status: {}\n            f:type: {}"
    for name in ("ContainersReady", "Initialized", "PodScheduled", "Ready")
)
CONDITIONS = "\n".join(
    '  - lastProbeTime: null\n    lastTransitionTime: "2021-08-03T09:20:41Z"\n    status: "True"\n'
    f"    type: {name}"
    for name in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
)
CONTAINER = """\
  - args:
    - --logtostderr
    - --secure-listen-address=:8443
    - --upstream=http://127.0.0.1:9090/
    env:
    - name: POD_NAMESPACE
      valueFrom:
        fieldRef:
          apiVersion: v1
          fieldPath: metadata.namespace
    - name: CACHE
      value: "/var/cache/{name}: 20 MB"
    image: quay.io/company/{name}@sha256:8e2babcf2d5085a5a5d4cf646af4e9c173957bd00f4c32a75e2a886ddf0a9931
    imagePullPolicy: IfNotPresent
    livenessProbe:
      failureThreshold: 5
      httpGet:
        path: /health
        port: 8080
        scheme: HTTP
      initialDelaySeconds: 60
      periodSeconds: 10
    name: {name}
    ports:
    - containerPort: {port}
      name: {name}
      protocol: TCP
    resources:
      requests:
        cpu: 50m
        memory: 70Mi
    securityContext:
      capabilities:
        drop:
        - KILL
        - MKNOD
      runAsUser: 1000610000
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: FallbackToLogsOnError
    volumeMounts:
    - mountPath: /etc/{name}
      name: config-volume
      readOnly: true
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: kube-api-access-8hd9v
      readOnly: true
"""
STATUS = """\
  - containerID: cri-o://5d7b8c0e0a1f4b6d9c2e3f405162738495a6b7c8d9eafb0c1d2e3f4051627384
    image: quay.io/company/{name}@sha256:8e2babcf2d5085a5a5d4cf646af4e9c173957bd00f4c32a75e2a886ddf0a9931
    imageID: quay.io/company/{name}@sha256:8e2babcf2d5085a5a5d4cf646af4e9c173957bd00f4c32a75e2a886ddf0a9931
    lastState: {{}}
    name: {name}
    ready: true
    restartCount: 0
    started: true
    state:
      running:
        startedAt: "2021-08-03T09:20:33Z"
"""


def pod(number: int) -> str:
    """Return one pod's file, 7 kB of it."""
    node, host, address = number % 200, number % 250 + 1, number // 200
    network = f"""\
      [{{
          "name": "openshift-sdn",
          "interface": "eth0",
          "ips": [
              "10.{128 + node // 128}.{node % 128 * 2}.{address + 2}"
          ],
          "default": true,
          "dns": {{}}
      }}]"""
    return f"""\
---
apiVersion: v1
kind: Pod
metadata:
  annotations:
    k8s.v1.cni.cncf.io/network-status: |-
{network}
    k8s.v1.cni.cncf.io/networks-status: |-
{network}
    openshift.io/scc: restricted
  creationTimestamp: "2021-08-03T09:20:26Z"
  generateName: frontend-{number}-
  labels:
    app: frontend
    deployment: frontend-{number}
    pod-template-generation: "1"
  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:annotations:
          .: {{}}
          f:openshift.io/scc: {{}}
        f:labels:
          .: {{}}
          f:app: {{}}
          f:deployment: {{}}
      f:spec:
        f:containers:
          k:{{"name":"web"}}:
            .: {{}}
            f:args: {{}}
            f:image: {{}}
            f:ports:
              .: {{}}
              k:{{"containerPort":8080,"protocol":"TCP"}}:
                .: {{}}
                f:containerPort: {{}}
                f:name: {{}}
    manager: kube-controller-manager
    operation: Update
    time: "2021-08-03T09:20:26Z"
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:status:
        f:conditions:
{MANAGED}
        f:containerStatuses: {{}}
        f:hostIP: {{}}
        f:phase: {{}}
        f:podIP: {{}}
    manager: kubelet
    operation: Update
    time: "2021-08-03T09:20:41Z"
  name: frontend-{number}-tjvnn
  namespace: project-{number // 50}
  ownerReferences:
  - apiVersion: apps/v1
    blockOwnerDeletion: true
    controller: true
    kind: ReplicaSet
    name: frontend-{number}
    uid: f3521a43-2c84-4f7e-99e8-fe1c278d2764
  resourceVersion: "{8970 + number}"
  uid: 1c7f6ab5-4f28-4f2c-b558-{number:012x}
spec:
  containers:
{CONTAINER.format(name="web", port=8080)}{CONTAINER.format(name="proxy", port=8443)}\
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  nodeName: node-{node}.example.com
  priority: 0
  restartPolicy: Always
  schedulerName: default-scheduler
  serviceAccountName: default
  tolerations:
  - effect: NoExecute
    key: node.kubernetes.io/not-ready
    operator: Exists
    tolerationSeconds: 300
  volumes:
  - configMap:
      defaultMode: 420
      name: frontend
    name: config-volume
status:
  conditions:
{CONDITIONS}
  containerStatuses:
{STATUS.format(name="web")}{STATUS.format(name="proxy")}\
  hostIP: 192.168.{host % 4}.{host}
  phase: Running
  podIP: 10.{128 + node // 128}.{node % 128 * 2}.{address + 2}
  qosClass: Burstable
  startTime: "2021-08-03T09:20:26Z"
"""


def ours(texts: list[str]) -> list[Pod]:
    """Read pods with the lines that rules cite."""
    found: list[Pod] = []
    for number, text in enumerate(texts):
        for parsed in catalog.read(Artifact(f"pods/{number}.yaml", text=text)):
            found.extend(item for item in parsed.fact.items if isinstance(item, Pod))
    return found


def theirs(texts: list[str]) -> list[dict[str, object]]:
    """Read pods to plain data, without a line."""
    return [yaml.load(text, yaml.CSafeLoader) for text in texts]


def rows() -> Iterator[tuple[str, float, float, str]]:
    """Measure in turns, so that a busy machine slows both."""
    texts = [pod(number) for number in range(FILES)]
    some = ours(texts)
    assert some == [pods.build(RawObject("Pod", data, "", {})) for data in theirs(texts)]
    for each, text in zip(some, texts, strict=True):
        source = each.source_of("podIP")
        assert source.text == f"  podIP: {each.pod_ip}" == text.split("\n")[source.line - 1]
    mine: list[float] = []
    reference: list[float] = []
    for _ in range(ROUNDS):
        for read, times in ((ours, mine), (theirs, reference)):
            start = time.perf_counter()
            with no_collection():
                read(texts)
            times.append(time.perf_counter() - start)
    yield (
        f"{FILES:,} pods of {len(texts[0]) / 1000:.1f} kB, lines kept / PyYAML CSafeLoader",
        statistics.median(mine),
        statistics.median(reference),
        f"at least {BAR:.0f} x faster",
    )
