//! Holds the rules to `chain/vectors/*.json`, which an independent generator makes; the TypeScript rules meet the same files.
use serde_json::Value;
use twinlight_rules::leaf::Leaf;
use twinlight_rules::merkle::root_of;
use twinlight_rules::schedule::{mul_div_floor, Schedule};
use twinlight_rules::sha256::{discriminator, sha256};
use twinlight_rules::tier::{age_seconds, TierTable};

fn load(name: &str) -> Value {
    let path = format!("{}/../../vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number<T: std::str::FromStr>(value: &Value) -> T {
    value.as_str().unwrap().parse().ok().expect("a decimal string of the type's range")
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hash(value: &Value) -> [u8; 32] {
    hex(value).try_into().unwrap()
}

#[test]
fn leaf_hashes() {
    let cases = load("leaves");
    let cases = cases.as_array().unwrap();
    assert!(cases.len() >= 6);
    for case in cases {
        let leaf = Leaf {
            cluster: &hash(&case["cluster"]),
            program: &hash(&case["program"]),
            mint: &hash(&case["mint"]),
            epoch: number(&case["epoch"]),
            peer: &hash(&case["peer"]),
            earned: number(&case["earned"]),
            forfeited: number(&case["forfeited"]),
            bytes: number(&case["bytes"]),
            tier_since: number(&case["tierSince"]),
        };
        assert_eq!(leaf.hash(), hash(&case["leaf"]));
    }
}

#[test]
fn proofs_lead_to_their_roots_and_changed_ones_do_not() {
    let cases = load("proofs");
    for case in cases.as_array().unwrap() {
        let (leaf, root) = (hash(&case["leaf"]), hash(&case["root"]));
        let proof: Vec<u8> = case["proof"].as_array().unwrap().iter().flat_map(hex).collect();
        assert_eq!(root_of(leaf, &proof), root);
        let mut other = leaf;
        other[31] ^= 1;
        assert_ne!(root_of(other, &proof), root);
        for at in (0..proof.len()).step_by(7) {
            let mut changed = proof.clone();
            changed[at] ^= 0x80;
            assert_ne!(root_of(leaf, &changed), root);
        }
    }
}

#[test]
fn schedules() {
    for case in load("schedules").as_array().unwrap() {
        let schedule = Schedule {
            first_period_amount: number(&case["firstPeriodAmount"]),
            period_seconds: number(&case["periodSeconds"]),
            period_count: number(&case["periodCount"]),
            tail_per_year: number(&case["tailPerYear"]),
            pool_total: number(&case["poolTotal"]),
        };
        assert!(schedule.is_valid());
        for point in case["points"].as_array().unwrap() {
            assert_eq!(schedule.emitted(number(&point["elapsedSeconds"])), Some(number(&point["emitted"])), "{}", case["name"]);
        }
    }
}

#[test]
fn a_schedule_that_overflows_says_so() {
    let schedule =
        Schedule { first_period_amount: u64::MAX, period_seconds: 1, period_count: 2, tail_per_year: u64::MAX, pool_total: u64::MAX };
    assert_eq!(schedule.emitted(0), Some(0));
    assert_eq!(schedule.emitted(1), Some(u64::MAX));
    assert_eq!(schedule.emitted(2), None);
    assert_eq!(mul_div_floor(u64::MAX, u64::MAX, u64::MAX), Some(u64::MAX));
    assert_eq!(mul_div_floor(u64::MAX, 2, 1), None);
    for (period_seconds, period_count) in [(0, 1), (1, 0), (1, 64)] {
        assert!(!Schedule { first_period_amount: 1, period_seconds, period_count, tail_per_year: 0, pool_total: 1 }.is_valid());
    }
}

#[test]
fn tiers() {
    let file = load("tiers");
    let five = |name: &str| -> [u64; 5] { file[name].as_array().unwrap().iter().map(number).collect::<Vec<u64>>().try_into().unwrap() };
    let table = TierTable { ages: five("ages"), stakes: five("stakes") };
    assert!(table.is_valid());
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() > 100);
    for case in cases {
        let tier = table.tier_of(number(&case["ageSeconds"]), number(&case["stake"]));
        assert_eq!(u64::from(tier), case["tier"].as_u64().unwrap(), "{case}");
    }
    assert!(!TierTable { ages: [0, 7, 6, 8, 9], stakes: [0; 5] }.is_valid());
    assert!(!TierTable { ages: [0; 5], stakes: [1, 1, 1, 1, 1] }.is_valid());
}

#[test]
fn ages_are_never_negative() {
    assert_eq!(age_seconds(10, 3), 7);
    assert_eq!(age_seconds(3, 10), 0);
    assert_eq!(age_seconds(i64::MAX, i64::MIN), u64::MAX);
}

#[test]
fn discriminators_and_the_software_sha256_agree() {
    for case in load("discriminators").as_array().unwrap() {
        let (tag, name) = (case["tag"].as_str().unwrap(), case["name"].as_str().unwrap());
        assert_eq!(discriminator(tag, name)[..], hex(&case["discriminator"])[..]);
        assert_eq!(sha256(&[tag.as_bytes(), name.as_bytes()])[..8], hex(&case["discriminator"])[..]);
    }
}
