#!/usr/bin/env python3
"""A Backhand agent in a few lines, as docs/heartbeat-format.md has it.

usage: agent.py NAME CONTACT ADDR:PORT [KEYFILE]
"""
import hashlib, hmac, os, signal, socket, sys, threading, time
from urllib.parse import urlencode, urlsplit

name, contact, (addr, port) = sys.argv[1], sys.argv[2], sys.argv[3].rsplit(":", 1)
lines = open(sys.argv[4]).read().split("\n") if len(sys.argv) > 4 else []
keys = [bytes.fromhex(line) for line in lines if line.strip() and not line.startswith("#")]
url = urlsplit(contact)
stop, boot, seq = threading.Event(), int(time.time() * 1000), 0
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((url.hostname, 0))  # httpd's monitor knows a server by this address
sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(url.hostname))
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

def announce(intent):
    global seq
    seq += 1
    cpus, load = os.cpu_count(), os.getloadavg()[0]
    text = urlencode({"v": 1, "ready": 100 * cpus if intent == "up" else 0, "busy": 0, "port": url.port, "est": 1,
                      "bh": 1, "name": name, "contact": contact, "boot": boot, "seq": seq,
                      "t": int(time.time() * 1000), "cpus": cpus, "load": round(load, 2), "intent": intent})
    if keys:
        text += "&mac=" + hmac.new(keys[0], text.encode(), hashlib.sha256).hexdigest()
    sock.sendto(text.encode(), (addr, int(port)))

for sig in (signal.SIGTERM, signal.SIGINT):
    signal.signal(sig, lambda *_: stop.set())
while not stop.is_set():
    announce("up")
    stop.wait(1)
for _ in range(3):
    announce("leaving")
