"""SimPy as a peer of the benches, in its two styles: processes and callbacks.

    python peers.py hold process|callback PENDING WARM EVENTS
    python peers.py session process|callback PEERS CLIENTS SECONDS

Prints one JSON object. The model is that of bench/models/session-model.ts; draws come from Python's own generator, the fastest there
is here, so totals agree with the other engines in distribution.
"""
import json
import random
import sys
import time
from math import floor

import simpy

THINK, SESSION, ONLINE, OFFLINE, RECEIPT = 1200.0, 600.0, 14400.0, 3600.0, 60.0
BYTES_MIN, BYTES_SPAN, TRIES = 1_000_000, 4_000_000, 8


def hold(style, pending, warm, events):
    env = simpy.Environment()
    rate = 1.0 / pending
    draw = random.expovariate
    if style == "process":

        def agent():
            while True:
                yield env.timeout(draw(rate))

        for _ in range(pending):
            env.process(agent())
    else:

        def again(_):
            env.timeout(draw(rate)).callbacks.append(again)

        for _ in range(pending):
            again(None)
    step = env.step
    for _ in range(warm + (pending if style == "process" else 0)):
        step()
    start = time.process_time()
    for _ in range(events):
        step()
    return {"cpuSeconds": time.process_time() - start, "events": events}


class World:
    def __init__(self, style, peers, clients):
        self.env = simpy.Environment()
        self.online = [False] * peers
        self.live = [{} for _ in range(peers)]
        self.bytes = [0] * peers
        self.sessions = self.blocked = self.cut = self.receipts = 0
        churn, client = (self.peer_process, self.client_process) if style == "process" else (self.churn, self.think)
        for peer in range(peers):
            self.online[peer] = random.random() < ONLINE / (ONLINE + OFFLINE)
            if style == "process":
                self.env.process(churn(peer))
            else:
                self.churn(peer)
        for index in range(clients):
            if style == "process":
                self.env.process(client(index))
            else:
                self.think(index)

    def pick(self):
        count = len(self.online)
        for _ in range(TRIES):
            peer = int(random.random() * count)
            if self.online[peer]:
                self.sessions += 1
                return peer
        self.blocked += 1
        return None

    def settle(self, peer, share):
        self.bytes[peer] += floor((BYTES_MIN + floor(random.random() * BYTES_SPAN)) * share)

    # Processes: a session's process waits for the next receipt or its end, and is interrupted when the peer leaves.
    def peer_process(self, peer):
        timeout = self.env.timeout
        while True:
            if self.online[peer]:
                yield timeout(random.expovariate(1 / ONLINE))
                self.online[peer] = False
                for process in list(self.live[peer]):
                    process.interrupt()
            else:
                yield timeout(random.expovariate(1 / OFFLINE))
                self.online[peer] = True

    def client_process(self, _):
        env = self.env
        me = env.active_process
        while True:
            yield env.timeout(random.expovariate(1 / THINK))
            peer = self.pick()
            if peer is None:
                continue
            start = last = env.now
            end = start + random.expovariate(1 / SESSION)
            self.live[peer][me] = True
            try:
                while last + RECEIPT <= end:
                    yield env.timeout(RECEIPT)
                    last = env.now
                    self.receipts += 1
                    self.settle(peer, 1)
                yield env.timeout(end - last)
                self.settle(peer, (end - last) / RECEIPT)
            except simpy.Interrupt:
                self.cut += 1
                self.settle(peer, (env.now - last) / RECEIPT)
            del self.live[peer][me]

    # Callbacks: the same with a timeout's callback, and a session object instead of a stamp.
    def churn(self, peer):
        def turn(_):
            self.online[peer] = not self.online[peer]
            if not self.online[peer]:
                for session in list(self.live[peer].values()):
                    self.cut += 1
                    self.close(session)
            self.churn(peer)

        mean = ONLINE if self.online[peer] else OFFLINE
        self.env.timeout(random.expovariate(1 / mean)).callbacks.append(turn)

    def think(self, client):
        self.env.timeout(random.expovariate(1 / THINK)).callbacks.append(self.begin)

    def begin(self, _):
        peer = self.pick()
        if peer is None:
            self.think(None)
            return
        timeout = self.env.timeout
        session = [peer, self.env.now, True]
        self.live[peer][id(session)] = session

        def end(_):
            if session[2]:
                self.close(session)

        def receipt(_):
            if session[2]:
                session[1] = self.env.now
                self.receipts += 1
                self.settle(peer, 1)
                timeout(RECEIPT).callbacks.append(receipt)

        timeout(random.expovariate(1 / SESSION)).callbacks.append(end)
        timeout(RECEIPT).callbacks.append(receipt)

    def close(self, session):
        peer, last, _ = session
        session[2] = False
        del self.live[peer][id(session)]
        self.settle(peer, (self.env.now - last) / RECEIPT)
        self.think(None)


def session(style, peers, clients, seconds):
    start = time.process_time()
    world = World(style, peers, clients)
    world.env.run(until=seconds)
    cpu = time.process_time() - start
    return {
        "cpuSeconds": cpu,
        "sessions": world.sessions,
        "blocked": world.blocked,
        "cut": world.cut,
        "receipts": world.receipts,
        "bytes": sum(world.bytes),
    }


if __name__ == "__main__":
    model, style, *numbers = sys.argv[1:]
    random.seed(12345)
    print(json.dumps({"hold": hold, "session": session}[model](style, *map(int, numbers))))
