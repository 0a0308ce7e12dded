"""Runs every maker and writes what it made into the files of vectors. Run it in this folder: python3 all.py"""
import json
import subprocess
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent


def run(*command):
    return json.loads(subprocess.run(command, cwd=VECTORS / "make", check=True, capture_output=True).stdout)


def write(name, members):
    path = VECTORS / f"{name}.json"
    text = json.dumps({**json.loads(path.read_text()), **members}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n")


write("sure-send", {"made": run("sh", "sure-send.sh")})
write("social-signin", {"made": run("php", "social-signin.php")})
write("salesloft", run("python3", "salesloft.py"))
write("showpad", {"made": run("sh", "showpad.sh")})
write("marketplace", {**run("sh", "marketplace.sh"), "postbacks": run("python3", "postback.py")})
