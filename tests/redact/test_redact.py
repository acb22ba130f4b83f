"""What leaves the house: nothing of the customer's, and else the same report."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from dataclasses import fields, replace
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analyzer import analysis
from analyzer.batch.task import Unusable
from analyzer.redact import apply, map_file
from analyzer.redact.addresses import AddressMap
from analyzer.redact.redactor import Redactor
from analyzer.redact.reports import of_filter, redacted
from analyzer.redact.unredact import translated
from analyzer.redact.words import is_plain
from analyzer.render import html, markdown, sarif, terminal
from analyzer.render import json as saved
from analyzer.report import Report
from parsers.base import Source
from tests.batch.cases import BAD, KINDS, ROOT, SAMPLES, batch, names_of, pack

KEYS = st.binary(min_size=32, max_size=32)
ADDRESSES = st.integers(0, 2**32 - 1).map(IPv4Address).map(str)
NAMES = st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{2,6}){0,2}", fullmatch=True).filter(
    lambda name: not is_plain(name)
)
MACS = st.binary(min_size=6, max_size=6).map(lambda b: ":".join(f"{x:02x}" for x in b))


def common(a: str, b: str) -> int:
    """Leading bits that two addresses share."""
    return 32 - (int(IPv4Address(a)) ^ int(IPv4Address(b))).bit_length()


@given(KEYS, ADDRESSES, ADDRESSES)
def test_addresses_keep_their_common_prefix_and_come_back(key: bytes, a: str, b: str) -> None:
    mapping = AddressMap(key)
    assert common(mapping.address(a), mapping.address(b)) == common(a, b)
    assert mapping.address(mapping.address(a), back=True) == a


@given(KEYS, ADDRESSES, st.integers(0, 32))
def test_an_address_stays_in_its_network(key: bytes, address: str, length: int) -> None:
    mapping = AddressMap(key)
    network = IPv4Network((address, length), strict=False)
    mapped = mapping.network(str(network))
    assert IPv4Address(mapping.address(address)) in IPv4Network(mapped)
    assert mapping.network(mapped, back=True) == str(network)


@given(KEYS, st.sampled_from(["10.1.2.3", "172.30.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0",
                              "224.0.0.1", "255.255.254.0", "169.254.169.254"]))  # fmt: skip
def test_blocks_with_a_meaning_keep_it(key: bytes, address: str) -> None:
    mapped = IPv4Address(AddressMap(key).address(address))
    original = IPv4Address(address)
    assert mapped.is_private == original.is_private
    assert mapped.is_multicast == original.is_multicast
    if not original.is_private or address.startswith(("127", "0.", "169")):
        assert mapped == original


@given(KEYS, st.lists(MACS, unique=True, max_size=20))
def test_macs_differ_as_before_and_pods_keep_theirs_in_step(key: bytes, macs: list[str]) -> None:
    redactor = Redactor(key)
    seen = [redactor.text(mac) for mac in macs]
    assert len(set(seen)) == len(macs)
    assert redactor.text("0a:58:0a:80:00:0b") == "0a:58:" + ":".join(
        f"{int(octet):02x}" for octet in redactor.text("10.128.0.11").split(".")
    )
    assert (
        redactor.text("ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01")
        == "ff:ff:ff:ff:ff:ff 01:00:5e:00:00:01"
    )


TEXT = st.lists(
    st.one_of(
        NAMES.map(lambda n: ("name", n)), ADDRESSES.map(lambda a: ("address", a)),
        MACS.map(lambda m: ("mac", m)),
        st.sampled_from([("", "actions=drop"), ("", "table=90, priority=100,ip,nw_dst="), ("", "is not")]),
    ),
    max_size=12,
)  # fmt: skip


@given(KEYS, TEXT, st.sampled_from([" ", "/", ", ", ": ", "=", "("]))
@settings(max_examples=200)
def test_a_text_comes_back_and_keeps_no_name(
    key: bytes, parts: list[tuple[str, str]], between: str
) -> None:
    assume(not (between == "/" and any(kind == "address" for kind, _ in parts)))
    redactor = Redactor(key)
    names = [text for kind, text in parts if kind == "name"]
    redactor.learn(names)
    text = between.join(text for _, text in parts)
    hidden = redactor.text(text)
    words = set(re.findall(r"[a-z0-9-]+", hidden))
    assert not words & set(names)
    assert translated(hidden, redactor.pairs) == text


BASE: list[Report] = []


def base() -> Report:
    if not BASE:
        BASE.append(analysis.analyze([SAMPLES / "tun-src-missing"]))
    return BASE[0]


@given(KEYS, NAMES, NAMES, ADDRESSES, MACS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_findings_of_the_redacted_report_are_the_redacted_findings(
    key: bytes, node: str, pod: str, address: str, mac: str
) -> None:
    """Through every output: what JSON holds of a redacted report are the findings, redacted."""
    report = base()
    finding = replace(
        report.findings[0], node=node, subjects=(f"{node}/{pod}", address, mac),
        message=f"{node}: pod {node}/{pod} ({address}) has {mac}",
        evidence=(Source(f"nodes/{node}/flows", 3, f"nw_dst={address} actions=mod_dl_dst:{mac}"),),
    )  # fmt: skip
    report = replace(report, findings=(finding, *report.findings[1:]))
    redactor = Redactor(key)
    redactor.learn([node, pod, *report.bundle.nodes])
    hidden = redacted(report, redactor)
    again = saved.load(saved.dump(hidden))
    assert again.findings == hidden.findings
    for before, after in zip(report.findings, again.findings, strict=True):
        assert after.message == redactor.text(before.message)
        assert after.subjects == tuple(redactor.text(s) for s in before.subjects)
        assert after.node == (redactor.text(before.node) if before.node else None)
        assert [(e.path, e.text) for e in after.evidence] == [
            (redactor.text(e.path), redactor.text(e.text)) for e in before.evidence
        ]
        for field in ("rule", "severity", "signature", "title", "remedy", "section", "invariants"):
            assert getattr(after, field) == getattr(before, field)
    assert [c.findings for c in hidden.causes] == [c.findings for c in report.causes]
    assert [o.status for o in hidden.outcomes] == [o.status for o in report.outcomes]
    for form in (html.render(hidden), markdown.render(hidden), sarif.dump(hidden),
                 terminal.render(hidden, color=False, width=100)):  # fmt: skip
        words = set(re.findall(r"[a-z0-9-]+", form.split("<main")[-1]))
        assert not words & {node, pod}


def test_every_field_of_a_report_is_redacted_or_known_to_stay() -> None:
    """A field that somebody adds is redacted: only what is listed stays."""
    from analyzer.redact.reports import EVERYWHERE, STAYS

    for kind, stays in STAYS.items():
        assert stays <= {f.name for f in fields(kind)} | EVERYWHERE, kind


SECRETS = ("alpha7", "beta7", "acme")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_case_is_left_in_any_output(kind: str, tmp_path: Path) -> None:
    names = names_of(7) | {"project": "acme"}
    bundle = pack(SAMPLES / kind, tmp_path / "acme-alpha7.tgz", names)
    key = tmp_path / "map"
    outputs = {
        form: tmp_path / f"r.{form}" for form in ("html", "json", "sarif", "markdown", "ask")
    }
    words = [str(w) for form, path in outputs.items() for w in (f"--{form}", path)]
    code = "from analyzer.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, str(bundle), *words, "--redact", str(key)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    plain = analysis.analyze([bundle])
    addresses = {
        a for f in plain.findings for s in f.subjects for a in re.findall(r"[\d.]+\.\d+$", s)
    }
    for name, text in [
        ("terminal", ended.stdout),
        *((f, p.read_text()) for f, p in outputs.items()),
    ]:
        for secret in (*SECRETS, *(a for a in addresses if a.startswith("192.168."))):
            assert secret not in text, (name, secret, text[max(0, text.find(secret) - 80) :][:160])
    hidden = saved.load(outputs["json"].read_text())
    assert [f.rule for f in hidden.findings] == [f.rule for f in plain.findings]
    _, pairs = map_file.load(str(key))
    back = [translated(f.message, pairs) for f in hidden.findings]
    assert back == [f.message for f in plain.findings]
    shown = subprocess.run(
        [sys.executable, "-c", code, "unredact", str(outputs["markdown"]), "--map", str(key)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "alpha7" in shown


def test_a_redacted_batch(tmp_path: Path) -> None:
    """Names are the same in all cases and outputs; those of the bundles themselves go as well."""
    cases = tmp_path / "cases"
    for n, kind in enumerate(KINDS):
        pack(SAMPLES / kind, cases / f"acme-{n}.tgz", names_of(7))
    (cases / "acme-bad.tgz").write_bytes(BAD)
    key = tmp_path / "map"
    out = tmp_path / "out"
    assert batch(out, cases, redact=str(key)).statuses == {"analyzed": 3, "failed": 1}
    assert batch(out, cases, redact=str(key)).statuses == {"kept": 4}
    assert not (out / "facts").exists()
    with pytest.raises(Unusable, match="give another --out"):
        batch(out, cases)
    for file in out.rglob("*"):
        assert not any(secret in file.name for secret in SECRETS)
        if file.is_file():
            data = file.read_bytes()
            assert not any(secret.encode() in data for secret in SECRETS), file
    from analyzer.batch.query import query

    frame = query("select distinct node from findings where node is not null", str(out))
    _, pairs = map_file.load(str(key))
    assert {translated(node, pairs).split(".")[0] for node in frame["node"]} == {"alpha7", "beta7"}
    texts = query("select path, text, fields from facts", str(out))
    assert (
        not texts.apply(lambda column: column.str.contains("alpha7|beta7|192.168.122"))
        .to_numpy()
        .any()
    )


def test_a_saved_report_is_not_redacted_by_halves(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(saved.dump(base()))
    ended = subprocess.run(
        [sys.executable, "-c", "from analyzer.main import main; main()", str(file), "--redact",
         str(tmp_path / "map")], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "does not tell names" in ended.stderr


@pytest.mark.parametrize("text", ["", "{}", "[]\n", "nothing", '{"format": "other"}\n'])
def test_what_is_no_map_file_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "map"
    file.write_text(text)
    with pytest.raises(map_file.BadMap):
        apply.redactor(str(file))
    assert file.read_text() == text


def test_pairs_are_added_once(tmp_path: Path) -> None:
    file = str(tmp_path / "map")
    redactor = apply.redactor(file)
    redactor.learn(["payroll"])
    redactor.text("payroll 10.1.2.3")
    apply.keep(file, redactor)
    apply.keep(file, redactor)
    lines = Path(file).read_text().splitlines()
    assert len(lines) == 3
    assert json.loads(lines[1])["real"] == "payroll"
    assert apply.redactor(file).key == redactor.key


def test_filters_stay_filters_and_name_nobody() -> None:
    by = Redactor(b"k" * 32)
    by.learn(["acme"])
    shown = of_filter('dns.qry.name == "db.acme.example" && ip.addr == 10.128.2.4', by)
    assert re.fullmatch(r'dns\.qry\.name == "[\w.]+" && ip\.addr == [\d.]+', shown)
    assert "acme" not in shown
    assert "10.128.2.4" not in shown
    packed = of_filter("udp port 4789 and udp[39] = 6 and (udp[42:4] = 0x0a800204)", by)
    mapped = by.text("10.128.2.4")
    number = int(re.findall(r"0x[0-9a-f]+", packed)[0], 16)
    assert str(IPv4Address(number)) == mapped
    assert packed.startswith("udp port 4789 and udp[39] = 6 and (udp[42:4] = ")


def test_frames_that_were_taken_apart_do_not_leave_the_house() -> None:
    report = analysis.analyze([ROOT / "tests/rules/captures/dns_wildcard_answer/fail"])
    assert any("github" in frame.text for frame in report.frames)
    by = Redactor(b"k" * 32)
    by.learn(["frontend-1-aaaaa", "web"])
    left = saved.dump(redacted(report, by))
    assert json.loads(left)["frames"] == []
    assert "10.128.2.4" not in left
    assert "0a800204" not in left.replace("veth0a800204", "")
