# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
"""Runs clang-tidy or clazy over every source that is built: lint.py --build FOLDER {clang-tidy|clazy}

Ten seconds a file that includes Qt is too long for every run, so a clean result is remembered in
~/.cache/qicmp/lint, as ccache remembers objects. It counts, in any checkout, as long as the tool,
its configuration, the compile command and every header that the compiler read are what they were.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

from projectfiles import ROOT, project_files

CODE_FOLDERS = f"^{re.escape(str(ROOT))}/(lib|gui|proxy)/"


def tool_command(tool: str, build: pathlib.Path) -> list[str]:
    if tool == "clang-tidy":
        # gcc has warnings that clang does not know.
        return ["clang-tidy-14", "--quiet", f"-p={build}", f"--header-filter={CODE_FOLDERS}",
                "--extra-arg=-Wno-unknown-warning-option"]
    return ["clazy-standalone", f"-p={build}", "--checks=level1,no-qproperty-without-notify", f"--header-filter={CODE_FOLDERS}",
            "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Werror"]


def dependencies(build: pathlib.Path) -> dict[str, list[str]]:
    """What the compiler read for each object file, as ninja remembers it."""
    listing = subprocess.run(["ninja", "-C", str(build), "-t", "deps"],
                             capture_output=True, text=True, check=True).stdout
    result: dict[str, list[str]] = {}
    current: list[str] = []
    for line in listing.splitlines():
        if line.startswith("    "):
            current.append(line.strip())
        elif line.endswith("(VALID)"):
            current = result.setdefault(line.split(": #deps", 1)[0], [])
        else:
            current = []
    return result


def cache_folder(tool: str) -> pathlib.Path:
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(base) / "qicmp" / "lint" / tool
    folder.mkdir(parents=True, exist_ok=True)
    month = time.time() - 30 * 86400
    for result in folder.iterdir():
        if result.stat().st_mtime < month:
            result.unlink(missing_ok=True)
    return folder


class Lint:
    def __init__(self, tool: str, build: pathlib.Path):
        self.build = build
        self.command = tool_command(tool, build)
        self.cache = cache_folder(tool)
        self.read = dependencies(build)
        self.seen: dict[str, str] = {}
        version = subprocess.run([self.command[0], "--version"],
                                 capture_output=True, text=True, check=True).stdout
        configuration = [self.fingerprint(ROOT / path) for path in project_files(".clang-tidy")]
        self.common = [version, self.command, configuration]

    def fingerprint(self, path: pathlib.Path) -> str:
        """Contents of our files; the system's are told by size and time, there are thousands."""
        try:
            if path.is_relative_to(ROOT) or path.is_relative_to(self.build):
                return hashlib.sha256(path.read_bytes()).hexdigest()
            status = path.stat()
            return f"{status.st_size} {status.st_mtime_ns}"
        except FileNotFoundError:
            return "gone"

    def key(self, entry: dict) -> str | None:
        """Names this exact check; nothing where it is not known what the file includes."""
        words = shlex.split(entry["command"])
        headers = self.read.get(words[words.index("-o") + 1])
        if headers is None:
            return None
        for header in headers:
            if header not in self.seen:
                self.seen[header] = self.fingerprint(self.build / header)
        text = json.dumps([self.common, entry["command"],
                           sorted((header, self.seen[header]) for header in headers)])
        text = text.replace(str(self.build), "@build").replace(str(ROOT), "@root")
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self, entry: dict) -> str | None:
        """What the tool has to say about one source; nothing if it is clean."""
        key = self.key(entry)
        if key and (self.cache / key).exists():
            (self.cache / key).touch()
            return None
        run = subprocess.run([*self.command, entry["file"]], cwd=self.build,
                             capture_output=True, text=True, check=False)
        if run.returncode == 0 and "warning:" not in run.stdout + run.stderr:
            if key:
                (self.cache / key).write_text(entry["file"])
            return None
        return run.stdout + run.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("tool", choices=["clang-tidy", "clazy"])
    parser.add_argument("files", nargs="*", help="only these, for work on one file")
    arguments = parser.parse_args()

    ours = {str(ROOT / path) for path in project_files(".cpp")}
    # What is shipped. The sources of the tests are twice as many and would take CI longer than all
    # else; warnings that are errors and the other rules hold for them, and FILE looks at any.
    shipped = {path for path in ours if not path.startswith(str(ROOT / "tests") + os.sep)}
    wanted = {str(pathlib.Path(name).resolve()) for name in arguments.files} or shipped
    commands = json.loads((arguments.build / "compile_commands.json").read_text(encoding="utf-8"))
    # One check a source, even if several targets build it.
    entries = {entry["file"]: entry for entry in commands if entry["file"] in ours & wanted}
    if not entries:
        print("no source of the project is in compile_commands.json: was the build configured?")
        return 1

    lint = Lint(arguments.tool, arguments.build.resolve())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [answer for answer in pool.map(lint.check, entries.values()) if answer]
    print("\n".join(complaints) or f"{arguments.tool}: {len(entries)} sources, clean")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
