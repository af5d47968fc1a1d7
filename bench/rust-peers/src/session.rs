//! The session model of bench/models/session-model.ts, draw for draw.

use crate::draws::{cpu_seconds, delay_us, uniform};
use crate::queues::Queue;

const S: f64 = 1e6;
const THINK_MEAN_US: f64 = 1_200.0 * S;
const SESSION_MEAN_US: f64 = 600.0 * S;
const ONLINE_MEAN_US: f64 = 14_400.0 * S;
const OFFLINE_MEAN_US: f64 = 3_600.0 * S;
const RECEIPT_US: f64 = 60.0 * S;
const RECEIPT_BYTES_MIN: f64 = 1_000_000.0;
const RECEIPT_BYTES_SPAN: f64 = 4_000_000.0;
const TRIES_MAX: u32 = 8;
const DRAWS_PER_SESSION: u32 = 1_024;
const KEY_THINK: u32 = 11;
const KEY_SESSION: u32 = 12;
const KEY_PICK: u32 = 13;
const KEY_RECEIPT: u32 = 14;
const KEY_ONLINE: u32 = 15;
const KEY_OFFLINE: u32 = 16;
const BEGIN: i32 = 1;
const RECEIPT: i32 = 2;
const END: i32 = 3;
const PEER_ON: i32 = 4;
const PEER_OFF: i32 = 5;

#[derive(Clone)]
struct Client {
    peer: i32,
    next: i32,
    previous: i32,
    turn: i32,
    start_us: f64,
    settled: i32,
}

#[derive(Clone)]
struct Peer {
    first: i32,
    online: bool,
    turn: u32,
    bytes: f64,
}

struct Model<Q: Queue> {
    queue: Q,
    elided: bool,
    receipt_lane: usize,
    clients: Vec<Client>,
    peers: Vec<Peer>,
    now_us: f64,
    events: u64,
    sessions: u64,
    blocked: u64,
    cut: u64,
    receipts: u64,
}

fn receipt_bytes(client: usize, turn: i32, number: i32) -> f64 {
    let draw = uniform(KEY_RECEIPT, client as u32, (turn as u32).wrapping_mul(DRAWS_PER_SESSION).wrapping_add(number as u32));
    RECEIPT_BYTES_MIN + (draw * RECEIPT_BYTES_SPAN).floor()
}

impl<Q: Queue> Model<Q> {
    fn new(peer_count: usize, client_count: usize, elided: bool) -> Self {
        let mut queue = Q::new(peer_count + 4 * client_count);
        let receipt_lane = queue.lane(RECEIPT_US);
        let client = Client { peer: -1, next: -1, previous: -1, turn: 0, start_us: 0.0, settled: 0 };
        let mut model = Model {
            queue,
            elided,
            receipt_lane,
            clients: vec![client; client_count],
            peers: vec![Peer { first: -1, online: false, turn: 0, bytes: 0.0 }; peer_count],
            now_us: 0.0,
            events: 0,
            sessions: 0,
            blocked: 0,
            cut: 0,
            receipts: 0,
        };
        for peer in 0..peer_count {
            if uniform(KEY_ONLINE, peer as u32, 0) < ONLINE_MEAN_US / (ONLINE_MEAN_US + OFFLINE_MEAN_US) {
                model.peer_on(peer);
            } else {
                model.peer_off(peer);
            }
        }
        for client in 0..client_count {
            model.think(client);
        }
        model
    }

    fn run(&mut self, horizon_us: f64) {
        while let Some(event) = self.queue.pop() {
            if event.at_us >= horizon_us {
                break;
            }
            self.now_us = event.at_us;
            self.events += 1;
            let subject = event.subject as usize;
            match event.code {
                BEGIN => self.begin(subject),
                RECEIPT => {
                    if self.is_live(subject, event.stamp) {
                        self.settle(subject);
                        self.queue.push_lane(self.receipt_lane, RECEIPT, event.subject, event.stamp);
                    }
                }
                END => {
                    if self.is_live(subject, event.stamp) {
                        self.close(subject, self.now_us);
                        self.think(subject);
                    }
                }
                PEER_ON => self.peer_on(subject),
                PEER_OFF => self.peer_off(subject),
                _ => unreachable!(),
            }
        }
        for client in 0..self.clients.len() {
            if self.clients[client].peer >= 0 {
                self.close(client, horizon_us);
            }
        }
    }

    fn is_live(&self, client: usize, stamp: i32) -> bool {
        self.clients[client].turn == stamp
    }

    fn think(&mut self, client: usize) {
        self.clients[client].turn += 1;
        let turn = self.clients[client].turn;
        let at_us = self.now_us + delay_us(uniform(KEY_THINK, client as u32, turn as u32), THINK_MEAN_US);
        self.queue.push(at_us, BEGIN, client as i32, turn);
    }

    fn begin(&mut self, client: usize) {
        let turn = self.clients[client].turn as u32;
        for attempt in 0..TRIES_MAX {
            let draw = uniform(KEY_PICK, client as u32, turn * TRIES_MAX + attempt);
            let peer = (draw * self.peers.len() as f64) as usize;
            if self.peers[peer].online {
                self.open(client, peer);
                return;
            }
        }
        self.blocked += 1;
        self.think(client);
    }

    fn open(&mut self, client: usize, peer: usize) {
        self.sessions += 1;
        let first = self.peers[peer].first;
        let now_us = self.now_us;
        let state = &mut self.clients[client];
        let turn = state.turn;
        state.peer = peer as i32;
        state.next = first;
        state.previous = -1;
        state.start_us = now_us;
        state.settled = 0;
        if first >= 0 {
            self.clients[first as usize].previous = client as i32;
        }
        self.peers[peer].first = client as i32;
        let end_us = now_us + delay_us(uniform(KEY_SESSION, client as u32, turn as u32), SESSION_MEAN_US);
        self.queue.push(end_us, END, client as i32, turn);
        if !self.elided {
            self.queue.push_lane(self.receipt_lane, RECEIPT, client as i32, turn);
        }
    }

    fn settle(&mut self, client: usize) {
        let state = &mut self.clients[client];
        state.settled += 1;
        self.peers[state.peer as usize].bytes += receipt_bytes(client, state.turn, state.settled);
        self.receipts += 1;
    }

    fn close(&mut self, client: usize, now_us: f64) {
        let length_us = now_us - self.clients[client].start_us;
        let due = (length_us / RECEIPT_US).floor();
        while (self.clients[client].settled as f64) < due {
            self.settle(client);
        }
        let Client { peer, next, previous, turn, .. } = self.clients[client];
        let rest_share = (length_us - due * RECEIPT_US) / RECEIPT_US;
        self.peers[peer as usize].bytes += (receipt_bytes(client, turn, due as i32 + 1) * rest_share).floor();
        if next >= 0 {
            self.clients[next as usize].previous = previous;
        }
        if previous >= 0 {
            self.clients[previous as usize].next = next;
        } else {
            self.peers[peer as usize].first = next;
        }
        self.clients[client].peer = -1;
    }

    fn peer_on(&mut self, peer: usize) {
        let state = &mut self.peers[peer];
        state.turn += 1;
        state.online = true;
        let at_us = self.now_us + delay_us(uniform(KEY_ONLINE, peer as u32, state.turn), ONLINE_MEAN_US);
        self.queue.push(at_us, PEER_OFF, peer as i32, 0);
    }

    fn peer_off(&mut self, peer: usize) {
        self.peers[peer].turn += 1;
        self.peers[peer].online = false;
        while self.peers[peer].first >= 0 {
            let client = self.peers[peer].first as usize;
            self.cut += 1;
            self.close(client, self.now_us);
            self.think(client);
        }
        let at_us = self.now_us + delay_us(uniform(KEY_OFFLINE, peer as u32, self.peers[peer].turn), OFFLINE_MEAN_US);
        self.queue.push(at_us, PEER_ON, peer as i32, 0);
    }
}

pub fn run<Q: Queue>(peer_count: usize, client_count: usize, horizon_seconds: usize, elided: bool) {
    let start = cpu_seconds();
    let mut model = Model::<Q>::new(peer_count, client_count, elided);
    model.run(horizon_seconds as f64 * S);
    let seconds = cpu_seconds() - start;
    let bytes: f64 = model.peers.iter().map(|peer| peer.bytes).sum();
    println!(
        "{{\"cpuSeconds\":{seconds},\"events\":{},\"sessions\":{},\"blocked\":{},\"cut\":{},\"receipts\":{},\"bytes\":{bytes}}}",
        model.events, model.sessions, model.blocked, model.cut, model.receipts
    );
}
