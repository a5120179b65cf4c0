# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""Each public header compiles alone as C++17, twice in a row, and after unfriendly system macros.

headers.py --compiler CXX --include FOLDER[:FOLDER]...
The folders are those that an application gets from QIcmp6::QIcmp.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys

from includes import is_public_header
from projectfiles import ROOT, project_files

FLAGS = ["-std=c++17", "-fsyntax-only", "-fPIC",
         "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror",
         "-DQT_NO_KEYWORDS", "-DQT_NO_CAST_FROM_ASCII", "-DQT_NO_CAST_TO_ASCII", "-DQT_NO_FOREACH"]

# What X11 and the Windows headers do to those who include them first; Qt has to come before them.
UNFRIENDLY = """
#include <QtCore>
#include <QtNetwork>
#include <cerrno>
#define None 0L
#define Bool int
#define Status int
#define Success 0
#define Always 2
#define interface struct
#define major(device) device
#define minor(device) device
"""


def compile_headers(arguments, headers: list[str], prelude: str = "") -> str:
    """What the compiler has to say; nothing if all is well."""
    code = prelude + "".join(f'#include "{header.rpartition("/")[2]}"\n' for header in headers * 2)
    folders = [flag for folder in arguments.include.split(":")
               for flag in ("-isystem", folder)]
    # Our own folder is no system folder: there the compiler would keep its warnings to itself.
    command = [arguments.compiler, *FLAGS, "-I", str(ROOT / "lib/api"), *folders, "-x", "c++", "-"]
    return subprocess.run(command, input=code, text=True, capture_output=True, check=False).stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", required=True)
    arguments = parser.parse_args()

    headers = [str(path) for path in project_files(".h") if is_public_header(str(path))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda header: compile_headers(arguments, [header]), headers)
        complaints = [f"{header}: does not compile alone as C++17\n{answer}"
                      for header, answer in zip(headers, answers) if answer]
    unfriendly = compile_headers(arguments, headers, UNFRIENDLY)
    if unfriendly:
        complaints.append(f"the headers do not bear macros like None and interface\n{unfriendly}")
    print("\n".join(complaints) or f"{len(headers)} public headers stand alone")
    return 1 if complaints or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
