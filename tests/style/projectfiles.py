# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""The files that belong to the project: what git tracks, and what it would track if it were added."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def project_files(*suffixes: str) -> list[pathlib.Path]:
    """Paths relative to ROOT, sorted; only those with one of the suffixes, if any are given."""
    if (ROOT / ".git").exists():
        # The checkout may belong to another user than the one who runs the tests.
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z",
             "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True).stdout
        names = [pathlib.Path(os.fsdecode(name)) for name in listing.split(b"\0") if name]
    else:  # an unpacked release
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")
                 if path.relative_to(ROOT).parts[0] != "build"]
    return sorted({name for name in names
                   if (ROOT / name).is_file() and (not suffixes or name.name.endswith(suffixes))})
