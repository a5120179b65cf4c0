# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""Runs a tool over the project's files.

onfiles.py [--only SUFFIX]... [--except GLOB]... -- COMMAND...
"""

import argparse
import subprocess
import sys

from projectfiles import ROOT, project_files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="SUFFIX")
    parser.add_argument("--except", action="append", default=[], metavar="GLOB", dest="excluded")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()

    files = [str(path) for path in project_files(*arguments.only)
             if not any(path.match(glob) for glob in arguments.excluded)]
    if not files:
        print("no file to look at: are the suffixes right?")
        return 1
    status = subprocess.run([*arguments.command, *files], cwd=ROOT, check=False).returncode
    verdict = "clean" if status == 0 else "NOT clean, see above"
    print(f"{arguments.command[0]}: {len(files)} files, {verdict}")
    return status


if __name__ == "__main__":
    sys.exit(main())
