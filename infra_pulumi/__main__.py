"""The program that `pulumi up` runs: reads the stack's settings and makes the stack."""

import sys
from pathlib import Path

import pulumi

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from infra_pulumi.settings import Settings
from infra_pulumi.stack import make_stack

for name, value in make_stack(Settings.from_config(pulumi.Config(), pulumi.get_stack())).items():
    pulumi.export(name, value)
