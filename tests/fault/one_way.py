"""Numbered packets over a cable with much jitter: `python -m tests.fault.one_way`.

Runs in namespaces that `bench.cables` made. Prints the numbers as they came.
"""

import socket
import subprocess
import sys

from bench import cables

COUNT = 2_000
AT_ONCE = 20
PORT = 7_411
RECEIVE = f"""
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
    there.bind(("{cables.FAR_HOSTS["cable"]}", {PORT}))
    there.settimeout(20)
    print("ready", flush=True)
    for _ in range({COUNT}):
        number, sender = there.recvfrom(16)
        print(int(number), flush=True)
        there.sendto(number, sender)
"""


def main() -> None:
    """Send some packets, wait until they are there, send more."""
    with cables.laid("delay 5", "jitter 5"):
        command = cables.over_there([sys.executable, "-c", RECEIVE])
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as receiver:
            assert receiver.stdout is not None
            receiver.stdout.readline()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
                here.settimeout(20)
                here.connect((cables.FAR_HOSTS["cable"], PORT))
                for first in range(0, COUNT, AT_ONCE):
                    for number in range(first, first + AT_ONCE):
                        here.send(b"%d" % number)
                    for _ in range(AT_ONCE):
                        here.recv(16)
            print(*receiver.stdout.read().split())


if __name__ == "__main__":
    main()
