//! Holds vesting and the verifiers' consensus to `chain/vectors/*.json`; `chain/vectors/phase-3.test.ts` holds the TypeScript rules to the same files.
use serde_json::Value;
use twinlight_rules::median::{agreed_root, lower_median, quorum, tolerates};
use twinlight_rules::vesting::Vesting;

fn load(name: &str) -> Value {
    let path = format!("{}/../../vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_str().unwrap().parse().unwrap()
}

fn size(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

fn hash(value: &Value) -> [u8; 32] {
    let text = value.as_str().unwrap();
    let bytes: Vec<u8> = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

#[test]
fn grants_vest_as_the_vectors_say() {
    let cases = load("vesting");
    let cases = cases.as_array().unwrap();
    assert!(cases.len() >= 4);
    for case in cases {
        let grant = Vesting {
            total: number(&case["total"]),
            cliff_seconds: number(&case["cliffSeconds"]),
            duration_seconds: number(&case["durationSeconds"]),
        };
        assert!(grant.is_valid());
        for point in case["points"].as_array().unwrap() {
            assert_eq!(grant.vested(number(&point["elapsedSeconds"])), number(&point["vested"]), "{} {point}", case["name"]);
        }
    }
}

#[test]
fn terms_without_sense_are_invalid() {
    for (total, cliff_seconds, duration_seconds) in [(0, 0, 1), (1, 0, 0), (1, 2, 1)] {
        assert!(!Vesting { total, cliff_seconds, duration_seconds }.is_valid());
    }
}

#[test]
fn lower_medians() {
    for case in load("median")["medians"].as_array().unwrap() {
        let mut values: Vec<u64> = case["values"].as_array().unwrap().iter().map(number).collect();
        assert_eq!(lower_median(&mut values), Some(number(&case["median"])), "{case}");
    }
    assert_eq!(lower_median(&mut []), None);
}

#[test]
fn quorums() {
    for case in load("median")["quorums"].as_array().unwrap() {
        let (count, fault_limit) = (size(&case["count"]), size(&case["faultLimit"]));
        assert_eq!(tolerates(count, fault_limit), case["tolerates"].as_bool().unwrap(), "{case}");
        if tolerates(count, fault_limit) {
            assert_eq!(quorum(count, fault_limit), size(&case["quorum"]), "{case}");
        }
    }
}

#[test]
fn roots_are_agreed_by_a_quorum_or_not_at_all() {
    for case in load("median")["roots"].as_array().unwrap() {
        let roots: Vec<[u8; 32]> = case["roots"].as_array().unwrap().iter().map(hash).collect();
        let expected = case["agreed"].as_str().map(|_| (hash(&case["agreed"]), size(&case["agreeing"])));
        assert_eq!(agreed_root(&roots, size(&case["quorum"])), expected, "{case}");
    }
}
