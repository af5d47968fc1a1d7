//! The pending sets: std's BinaryHeap, and the ladder of sim/engine/ladder-queue.ts with its lanes, structure for structure.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

#[derive(Clone, Copy)]
pub struct Event {
    pub at_us: f64,
    pub sequence: u64,
    pub code: i32,
    pub subject: i32,
    pub stamp: i32,
    next: i32,
}

impl Event {
    fn before(&self, other: &Event) -> bool {
        self.at_us < other.at_us || (self.at_us == other.at_us && self.sequence < other.sequence)
    }
}
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.sequence == other.sequence
    }
}
impl Eq for Event {}
impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Event {
    /// Reversed: BinaryHeap gives the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.before(other) {
            Ordering::Greater
        } else {
            Ordering::Less
        }
    }
}

pub trait Queue {
    fn new(capacity: usize) -> Self;
    fn push(&mut self, at_us: f64, code: i32, subject: i32, stamp: i32);
    /// Constant delays; which ones, the queue is told by `lane`.
    fn lane(&mut self, delay_us: f64) -> usize;
    fn push_lane(&mut self, lane: usize, code: i32, subject: i32, stamp: i32);
    fn pop(&mut self) -> Option<Event>;
}

pub struct StdHeap {
    heap: BinaryHeap<Event>,
    sequence: u64,
    now_us: f64,
    delays_us: Vec<f64>,
}

impl Queue for StdHeap {
    fn new(capacity: usize) -> Self {
        StdHeap { heap: BinaryHeap::with_capacity(capacity), sequence: 0, now_us: 0.0, delays_us: vec![] }
    }
    fn push(&mut self, at_us: f64, code: i32, subject: i32, stamp: i32) {
        assert!(at_us >= self.now_us);
        self.heap.push(Event { at_us, sequence: self.sequence, code, subject, stamp, next: -1 });
        self.sequence += 1;
    }
    fn lane(&mut self, delay_us: f64) -> usize {
        self.delays_us.push(delay_us);
        self.delays_us.len() - 1
    }
    fn push_lane(&mut self, lane: usize, code: i32, subject: i32, stamp: i32) {
        self.push(self.now_us + self.delays_us[lane], code, subject, stamp);
    }
    fn pop(&mut self) -> Option<Event> {
        let event = self.heap.pop();
        if let Some(event) = event {
            self.now_us = event.at_us;
        }
        event
    }
}

const EVENTS_PER_BUCKET: f64 = 4.0;
const SPREAD_ABOVE: usize = 40;
const FINE_BUCKETS_MAX: usize = 4096;
const COARSE_BUCKETS_MIN: usize = 64;
const SAMPLE_LENGTH: usize = 64;

struct Rung {
    start_us: f64,
    per_us: f64,
    bucket_count: usize,
    current: isize,
    next: usize,
    heads: Vec<i32>,
}

impl Rung {
    fn new(bucket_count_max: usize) -> Self {
        Rung { start_us: 0.0, per_us: 0.0, bucket_count: 0, current: -1, next: 0, heads: vec![-1; bucket_count_max] }
    }
    fn open(&mut self, start_us: f64, width_us: f64, bucket_count: usize) {
        self.start_us = start_us;
        self.per_us = 1.0 / width_us;
        self.bucket_count = bucket_count;
        self.current = -1;
        self.next = bucket_count;
        self.heads[..bucket_count].fill(-1);
    }
    fn close(&mut self) {
        self.bucket_count = 0;
        self.current = -1;
        self.next = 0;
    }
    fn position(&self, at_us: f64) -> f64 {
        (at_us - self.start_us) * self.per_us
    }
    fn link(&mut self, bucket: usize, record: usize, records: &mut [Event]) {
        records[record].next = self.heads[bucket];
        self.heads[bucket] = record as i32;
        if bucket < self.next {
            self.next = bucket;
        }
    }
    fn next_filled(&mut self) -> usize {
        let mut bucket = self.next;
        while bucket < self.bucket_count && self.heads[bucket] < 0 {
            bucket += 1;
        }
        self.next = bucket;
        bucket
    }
    fn take(&mut self, bucket: usize) -> i32 {
        let first = self.heads[bucket];
        self.heads[bucket] = -1;
        self.current = bucket as isize;
        self.next = bucket + 1;
        first
    }
}

/// 4-ary heap of (time, sequence, record).
struct KeyHeap(Vec<(f64, u64, i32)>);

fn key_before(a: &(f64, u64, i32), b: &(f64, u64, i32)) -> bool {
    a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)
}

impl KeyHeap {
    fn push(&mut self, key: (f64, u64, i32)) {
        let keys = &mut self.0;
        keys.push(key);
        let mut hole = keys.len() - 1;
        while hole > 0 {
            let parent = (hole - 1) >> 2;
            if !key_before(&key, &keys[parent]) {
                break;
            }
            keys[hole] = keys[parent];
            hole = parent;
        }
        keys[hole] = key;
    }
    fn remove_first(&mut self) {
        let keys = &mut self.0;
        let Some(key) = keys.pop() else { return };
        let count = keys.len();
        if count == 0 {
            return;
        }
        let mut hole = 0;
        loop {
            let first = hole * 4 + 1;
            if first >= count {
                break;
            }
            let mut least = first;
            for child in first + 1..(first + 4).min(count) {
                if key_before(&keys[child], &keys[least]) {
                    least = child;
                }
            }
            if !key_before(&keys[least], &key) {
                break;
            }
            keys[hole] = keys[least];
            hole = least;
        }
        keys[hole] = key;
    }
}

struct Lane {
    delay_us: f64,
    ring: VecDeque<Event>,
}

/// `LANES`: whether constant delays have lanes of their own, or are sorted like all others.
pub struct Ladder<const LANES: bool> {
    capacity: usize,
    size: usize,
    now_us: f64,
    sequence: u64,
    records: Vec<Event>,
    free: i32,
    bottom: KeyHeap,
    fine: Rung,
    coarse: Rung,
    top: Vec<i32>,
    top_us: f64,
    popped_count: u64,
    lanes: Vec<Lane>,
    head_us: f64,
    head_sequence: u64,
    head_lane: usize,
}

impl<const LANES: bool> Queue for Ladder<LANES> {
    fn new(capacity: usize) -> Self {
        Ladder {
            capacity,
            size: 0,
            now_us: 0.0,
            sequence: 0,
            records: Vec::with_capacity(capacity),
            free: -1,
            bottom: KeyHeap(Vec::new()),
            fine: Rung::new(FINE_BUCKETS_MAX),
            coarse: Rung::new(COARSE_BUCKETS_MIN.max(2 * capacity)),
            top: Vec::with_capacity(capacity),
            top_us: f64::INFINITY,
            popped_count: 0,
            lanes: vec![],
            head_us: f64::INFINITY,
            head_sequence: 0,
            head_lane: 0,
        }
    }

    fn push(&mut self, at_us: f64, code: i32, subject: i32, stamp: i32) {
        assert!(self.size < self.capacity && at_us >= self.now_us && at_us < f64::INFINITY);
        self.size += 1;
        let event = Event { at_us, sequence: self.sequence, code, subject, stamp, next: -1 };
        self.sequence += 1;
        let record = if self.free >= 0 {
            let record = self.free as usize;
            self.free = self.records[record].next;
            self.records[record] = event;
            record
        } else {
            self.records.push(event);
            self.records.len() - 1
        };
        let position = self.coarse.position(at_us);
        if position >= self.coarse.bucket_count as f64 {
            self.push_top(at_us, record as i32);
        } else if position as isize > self.coarse.current {
            self.coarse.link(position as usize, record, &mut self.records);
        } else {
            self.push_front(position as isize, record);
        }
    }

    fn lane(&mut self, delay_us: f64) -> usize {
        self.lanes.push(Lane { delay_us, ring: VecDeque::new() });
        self.lanes.len() - 1
    }

    fn push_lane(&mut self, lane: usize, code: i32, subject: i32, stamp: i32) {
        let at_us = self.now_us + self.lanes[lane].delay_us;
        if !LANES {
            self.push(at_us, code, subject, stamp);
            return;
        }
        assert!(self.size < self.capacity);
        self.size += 1;
        let sequence = self.sequence;
        self.sequence += 1;
        let ring = &mut self.lanes[lane].ring;
        if ring.is_empty() && at_us < self.head_us {
            self.head_us = at_us;
            self.head_sequence = sequence;
            self.head_lane = lane;
        }
        ring.push_back(Event { at_us, sequence, code, subject, stamp, next: -1 });
    }

    fn pop(&mut self) -> Option<Event> {
        if self.size == 0 {
            return None;
        }
        self.size -= 1;
        if !self.bottom.0.is_empty() || self.advance() {
            let (at_us, sequence, record) = self.bottom.0[0];
            if at_us < self.head_us || (at_us == self.head_us && sequence < self.head_sequence) {
                self.bottom.remove_first();
                let event = self.records[record as usize];
                self.records[record as usize].next = self.free;
                self.free = record;
                self.popped_count += 1;
                self.now_us = at_us;
                return Some(event);
            }
        }
        let event = self.lanes[self.head_lane].ring.pop_front();
        self.find_head();
        self.now_us = event.map_or(self.now_us, |event| event.at_us);
        event
    }
}

impl<const LANES: bool> Ladder<LANES> {
    fn find_head(&mut self) {
        self.head_us = f64::INFINITY;
        self.head_sequence = 0;
        for (lane, Lane { ring, .. }) in self.lanes.iter().enumerate() {
            if let Some(event) = ring.front() {
                if event.at_us < self.head_us || (event.at_us == self.head_us && event.sequence < self.head_sequence) {
                    self.head_us = event.at_us;
                    self.head_sequence = event.sequence;
                    self.head_lane = lane;
                }
            }
        }
    }

    fn push_top(&mut self, at_us: f64, record: i32) {
        self.top.push(record);
        if at_us < self.top_us {
            self.top_us = at_us;
        }
    }

    fn push_front(&mut self, bucket: isize, record: usize) {
        let Event { at_us, sequence, .. } = self.records[record];
        if bucket == self.coarse.current && self.fine.bucket_count > 0 {
            let fine_bucket = self.fine.position(at_us).min((self.fine.bucket_count - 1) as f64) as isize;
            if fine_bucket > self.fine.current {
                self.fine.link(fine_bucket as usize, record, &mut self.records);
                return;
            }
        }
        self.bottom.push((at_us, sequence, record as i32));
    }

    fn advance(&mut self) -> bool {
        let limit_us = self.head_us;
        loop {
            let fine_bucket = self.fine.next_filled();
            if fine_bucket < self.fine.bucket_count {
                if self.fine.position(limit_us) < fine_bucket as f64 {
                    return false;
                }
                let first = self.fine.take(fine_bucket);
                self.sort(first);
                return true;
            }
            self.fine.close();
            let bucket = self.coarse.next_filled();
            if bucket < self.coarse.bucket_count {
                if self.coarse.position(limit_us) < bucket as f64 {
                    return false;
                }
                if self.is_too_coarse() {
                    self.fold_coarse();
                } else {
                    let first = self.coarse.take(bucket);
                    self.open_bucket(first);
                }
            } else {
                if self.top.is_empty() || self.top_us > limit_us {
                    return false;
                }
                self.lay_out_coarse();
            }
            if !self.bottom.0.is_empty() {
                return true;
            }
        }
    }

    fn sort(&mut self, first: i32) {
        let mut record = first;
        while record >= 0 {
            let Event { at_us, sequence, next, .. } = self.records[record as usize];
            self.bottom.push((at_us, sequence, record));
            record = next;
        }
    }

    fn open_bucket(&mut self, first: i32) {
        let mut record = first;
        while record >= 0 {
            if self.bottom.0.len() == SPREAD_ABOVE {
                self.bottom.0.clear();
                self.spread(first);
                return;
            }
            let Event { at_us, sequence, next, .. } = self.records[record as usize];
            self.bottom.push((at_us, sequence, record));
            record = next;
        }
    }

    fn spread(&mut self, first: i32) {
        let (mut count, mut least_us, mut most_us) = (0, f64::INFINITY, 0f64);
        let mut record = first;
        while record >= 0 {
            let event = &self.records[record as usize];
            least_us = least_us.min(event.at_us);
            most_us = most_us.max(event.at_us);
            count += 1;
            record = event.next;
        }
        if least_us == most_us {
            self.sort(first);
            return;
        }
        let span_us = most_us - least_us;
        let width_us = (span_us * EVENTS_PER_BUCKET / count as f64).max(span_us / (FINE_BUCKETS_MAX - 1) as f64);
        self.fine.open(least_us, width_us, FINE_BUCKETS_MAX.min(1 + (span_us / width_us) as usize));
        let mut record = first;
        while record >= 0 {
            let Event { at_us, next, .. } = self.records[record as usize];
            let bucket = self.fine.position(at_us).min((self.fine.bucket_count - 1) as f64) as usize;
            self.fine.link(bucket, record as usize, &mut self.records);
            record = next;
        }
    }

    fn is_too_coarse(&self) -> bool {
        let opened = self.coarse.current + 1;
        opened > 0
            && self.popped_count as usize > SPREAD_ABOVE * opened as usize
            && self.popped_count as usize > 2 * self.size
    }

    fn fold_coarse(&mut self) {
        let mut bucket = self.coarse.next_filled();
        while bucket < self.coarse.bucket_count {
            let mut record = self.coarse.take(bucket);
            while record >= 0 {
                let Event { at_us, next, .. } = self.records[record as usize];
                self.push_top(at_us, record);
                record = next;
            }
            bucket = self.coarse.next_filled();
        }
        self.lay_out_coarse();
    }

    fn lay_out_coarse(&mut self) {
        let count = self.top.len();
        let start_us = self.top_us;
        let bucket_count = self.coarse.heads.len().min(COARSE_BUCKETS_MIN.max(2 * count));
        let width_us = self.choose_width_us(start_us);
        self.coarse.open(start_us, width_us, bucket_count);
        self.popped_count = 0;
        self.top_us = f64::INFINITY;
        let mut kept = 0;
        for index in 0..count {
            let record = self.top[index];
            let at_us = self.records[record as usize].at_us;
            let position = self.coarse.position(at_us);
            if position < bucket_count as f64 {
                self.coarse.link(position as usize, record as usize, &mut self.records);
            } else {
                self.top[kept] = record;
                kept += 1;
                self.top_us = self.top_us.min(at_us);
            }
        }
        self.top.truncate(kept);
    }

    fn choose_width_us(&self, start_us: f64) -> f64 {
        let count = self.top.len();
        let taken = SAMPLE_LENGTH.min(count);
        let mut sample: Vec<f64> = (0..taken)
            .map(|index| self.records[self.top[index * count / taken] as usize].at_us - start_us)
            .collect();
        sample.sort_by(f64::total_cmp);
        let pending_gap_us = 2.0 * sample[taken >> 1] / count as f64;
        let passed_us = start_us - self.coarse.start_us;
        let seen_gap_us =
            if self.popped_count > 0 && passed_us > 0.0 { passed_us / self.popped_count as f64 } else { f64::INFINITY };
        (EVENTS_PER_BUCKET * pending_gap_us.min(seen_gap_us)).max(1.0)
    }
}
