//! Reads the bandwidth receipt by its written layout, as a program that judges one would, and holds it to `chain/vectors/receipts.json`;
//! `chain/vectors/receipts.test.ts` holds the TypeScript receipt to the same file, and checks the signatures.
use serde_json::Value;

const SIGNED_BYTES: usize = 109;
const RECEIPT_BYTES: usize = 173;

#[derive(Debug, PartialEq)]
enum Refused {
    Malformed,
    BadVersion,
}

struct Receipt<'a> {
    peer: &'a [u8],
    session: &'a [u8],
    client: &'a [u8],
    bytes_down: u64,
    bytes_up: u64,
    timestamp_seconds: u64,
    window_seconds: u32,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

fn read(bytes: &[u8]) -> Result<Receipt<'_>, Refused> {
    if bytes.first().is_some_and(|version| *version != 1) {
        return Err(Refused::BadVersion);
    }
    if bytes.len() != RECEIPT_BYTES {
        return Err(Refused::Malformed);
    }
    Ok(Receipt {
        peer: &bytes[1..33],
        session: &bytes[33..49],
        client: &bytes[49..81],
        bytes_down: u64_at(bytes, 81),
        bytes_up: u64_at(bytes, 89),
        timestamp_seconds: u64_at(bytes, 97),
        window_seconds: u32::from_le_bytes(bytes[105..SIGNED_BYTES].try_into().unwrap()),
    })
}

fn vectors() -> Value {
    let path = format!("{}/../../vectors/receipts.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn number(value: &Value) -> u64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn receipts_are_read_as_the_vectors_say() {
    let vectors = vectors();
    let receipts = vectors["receipts"].as_array().unwrap();
    assert!(receipts.len() >= 4);
    for vector in receipts {
        let bytes = unhex(&vector["encoded"]);
        let receipt = read(&bytes).unwrap();
        assert_eq!(receipt.peer, unhex(&vector["peer"]));
        assert_eq!(receipt.session, unhex(&vector["session"]));
        assert_eq!(receipt.client, unhex(&vector["client"]));
        assert_eq!(receipt.bytes_down, number(&vector["bytesDown"]));
        assert_eq!(receipt.bytes_up, number(&vector["bytesUp"]));
        assert_eq!(receipt.timestamp_seconds, number(&vector["timestampSeconds"]));
        assert_eq!(u64::from(receipt.window_seconds), vector["windowSeconds"].as_u64().unwrap());
    }
}

#[test]
fn bent_receipts_are_refused_by_the_same_names() {
    let vectors = vectors();
    let refused = vectors["refused"].as_array().unwrap();
    assert!(refused.len() >= 3);
    for vector in refused {
        let expected = match vector["code"].as_str().unwrap() {
            "RECEIPT_BAD_VERSION" => Refused::BadVersion,
            _ => Refused::Malformed,
        };
        assert_eq!(read(&unhex(&vector["encoded"])).err(), Some(expected), "{}", vector["name"]);
    }
}
