#!/usr/bin/env python3
"""Writes the schemas of the Gateway API's standard channel beside Weft's own.

Needs Go (for its module proxy and checksums) and PyYAML. Run from the repository's root:

    python3 registry/vendor/gateway_api_schemas.py v1.6.1

Of each CustomResourceDefinition the schema of version v1 is taken as it stands; where v1beta1 is
served too, the script stops unless both say the same. UDPRoute is left out: Weft serves no UDP.
The project's examples of documents that are to be accepted and refused come along, for the tests.
"""
import json
import pathlib
import subprocess
import sys

import yaml

OUT = pathlib.Path("registry/src/main/resources/dev/weft/registry/schema")
EXAMPLES = pathlib.Path("registry/src/test/resources/dev/weft/registry/schema")
NOT_SERVED = {"UDPRoute"}


def without_descriptions(schema):
    if isinstance(schema, dict):
        return {
            key: without_descriptions(value)
            for key, value in schema.items()
            if not (key == "description" and isinstance(value, str))
        }
    if isinstance(schema, list):
        return [without_descriptions(element) for element in schema]
    return schema


def examples(folder):
    """The documents below a folder, each with the file that it stands in."""
    found = []
    for path in sorted(folder.glob("**/*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            if document and document["apiVersion"].startswith("gateway.networking.k8s.io/"):
                if document["kind"] not in NOT_SERVED:
                    found.append({"file": str(path.relative_to(folder)), "document": document})
    return found


def main(version):
    module = json.loads(
        subprocess.check_output(
            ["go", "mod", "download", "-json", "sigs.k8s.io/gateway-api@" + version]
        )
    )
    crds = pathlib.Path(module["Dir"], "config", "crd", "standard")
    for path in sorted(crds.glob("gateway.networking.k8s.io_*.yaml")):
        crd = next(yaml.safe_load_all(path.read_text()))
        if crd["kind"] != "CustomResourceDefinition":
            continue
        kind = crd["spec"]["names"]["kind"]
        if kind in NOT_SERVED:
            continue
        served = {v["name"]: v["schema"] for v in crd["spec"]["versions"] if v["served"]}
        schema = served["v1"]["openAPIV3Schema"]
        for name, other in served.items():
            if without_descriptions(other["openAPIV3Schema"]) != without_descriptions(schema):
                sys.exit(f"{kind} {name} differs from v1: it needs a schema of its own")
        (OUT / f"{kind}.json").write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        print(kind, " ".join(served))
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    root = pathlib.Path(module["Dir"])
    written = {
        "accepted": examples(root / "examples" / "standard"),
        "refused": examples(root / "hack" / "invalid-examples" / "standard"),
    }
    (EXAMPLES / "gateway-api-examples.json").write_text(
        json.dumps(written, indent=1, ensure_ascii=False) + "\n"
    )


main(sys.argv[1])
