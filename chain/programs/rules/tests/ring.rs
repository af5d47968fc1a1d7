//! The ring of eight buckets against a list of dated amounts.
use twinlight_rules::ring::Ring;

/// Pseudo-random numbers; Knuth's constants, so that the test needs no crate.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn advance_gives_exactly_what_is_eight_periods_old() {
    for seed in 0..200 {
        let mut state = seed;
        let mut ring = Ring { buckets: [0; 8], newest: 0 };
        let mut dated: Vec<(u64, u64)> = Vec::new();
        let mut period = 0;
        for _ in 0..60 {
            period += next(&mut state) % 11;
            let expected: u64 = dated.iter().filter(|(at, _)| at + 8 <= period).map(|(_, amount)| amount).sum();
            dated.retain(|(at, _)| at + 8 > period);
            assert_eq!(ring.advance(period), Some(expected));
            let amount = next(&mut state) % 1_000;
            ring.add(amount).unwrap();
            dated.push((period, amount));
            assert_eq!(ring.total(), Some(dated.iter().map(|(_, amount)| amount).sum()));
        }
    }
}

#[test]
fn take_empties_the_oldest_first_and_never_more_than_there_is() {
    let mut ring = Ring { buckets: [0; 8], newest: 0 };
    for (period, amount) in [(10, 5), (12, 7), (17, 11)] {
        ring.advance(period).unwrap();
        ring.add(amount).unwrap();
    }
    assert_eq!(ring.take(6), 6);
    assert_eq!(ring.advance(20), Some(6), "of the first 5 nothing is left, of the next 7 one was taken");
    assert_eq!(ring.take(100), 11);
    assert_eq!(ring.total(), Some(0));
}

#[test]
fn going_back_in_time_changes_nothing_and_overflow_is_told() {
    let mut ring = Ring { buckets: [0; 8], newest: 5 };
    ring.add(3).unwrap();
    assert_eq!(ring.advance(4), Some(0));
    assert_eq!(ring.total(), Some(3));
    assert_eq!(ring.add(u64::MAX), None);
}
