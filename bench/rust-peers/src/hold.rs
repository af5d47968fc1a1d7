//! HOLD, as in bench/models/hold-model.ts.

use crate::draws::{cpu_seconds, delay_us, Shift};
use crate::queues::Queue;

pub fn run<Q: Queue>(pending: usize, warm: usize, events: usize) {
    let mut queue = Q::new(pending + 1);
    let mut shift = Shift(12345);
    let mean_us = 1000.0 * pending as f64;
    for index in 0..pending {
        queue.push(delay_us(shift.uniform(), mean_us), 1, index as i32, 0);
    }
    let mut now_us = 0.0;
    let mut digest = 0u32;
    let mut hold = |count: usize| {
        for _ in 0..count {
            let event = queue.pop().expect("an event is pending");
            now_us = event.at_us;
            digest = digest.wrapping_mul(31).wrapping_add(event.subject as u32);
            queue.push(now_us + delay_us(shift.uniform(), mean_us), 1, event.subject, 0);
        }
    };
    hold(warm);
    let start = cpu_seconds();
    hold(events);
    let seconds = cpu_seconds() - start;
    println!("{{\"cpuSeconds\":{seconds},\"events\":{events},\"endUs\":{now_us},\"digest\":{digest}}}");
}
