//! Peers of the benches: `rust-peers hold ENGINE PENDING WARM EVENTS`, `rust-peers session ENGINE PEERS CLIENTS SECONDS`.
//! Prints one JSON object.

mod draws;
mod hold;
mod queues;
mod session;

use queues::{Ladder, StdHeap};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| -> usize { arguments[index].parse().expect("a whole number") };
    match (arguments[0].as_str(), arguments[1].as_str()) {
        ("hold", "heap") => hold::run::<StdHeap>(number(2), number(3), number(4)),
        ("hold", "ladder") => hold::run::<Ladder<false>>(number(2), number(3), number(4)),
        ("session", "heap") => session::run::<StdHeap>(number(2), number(3), number(4), false),
        ("session", "ladder") => session::run::<Ladder<false>>(number(2), number(3), number(4), false),
        ("session", "lanes") => session::run::<Ladder<true>>(number(2), number(3), number(4), false),
        ("session", "elided") => session::run::<Ladder<true>>(number(2), number(3), number(4), true),
        _ => panic!("rust-peers hold heap|ladder ...; rust-peers session heap|ladder|lanes|elided ..."),
    }
}
