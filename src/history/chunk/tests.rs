//! What is written can be read again, whatever was written; what is damaged is told, never guessed.

use proptest::prelude::*;

use super::*;
use crate::domain::NO_TIME;
use crate::history::{Batch, History};
use crate::simulate::{self, Shape};

const JUNE: Month = Month { year: 2026, month: 6 };

#[test]
fn names_round_trip() {
    for kind in ChunkKind::ALL {
        let name = ChunkName { month: JUNE, kind };
        assert_eq!(ChunkName::parse(&name.to_string()), Some(name));
    }
    for text in ["", "attempts", "attempts/", "attempts/2026-13", "runs/2026-01", "attempts/2026-01/x"] {
        assert_eq!(ChunkName::parse(text), None, "{text}");
    }
}

#[test]
fn times_round_trip() {
    for (base, time) in [(0, 0), (5, 5), (5, 4), (5, 9), (5, NO_TIME), (NO_TIME - 1, 0), (0, NO_TIME - 1)] {
        let mut bytes = Vec::new();
        jobs::put_time(&mut bytes, base, time);
        assert_eq!(jobs::read_time(&mut Reader::new(&bytes), base), Ok(time));
    }
}

fn chunks() -> Vec<(ChunkName, Vec<u8>)> {
    let now = crate::domain::Timestamp::parse("2026-06-18T14:25:00Z").unwrap();
    let simulated = simulate::repository(&Shape { seed: 3, runs: 60, days: 10, now, with_jobs: true });
    let mut history = History::new();
    history.merge(Batch { attempts: simulated.attempts, jobs: simulated.jobs, ..Batch::default() });
    history.take_changes()
}

/// The payload of a chunk, as its reader sees it.
fn payload(chunk: &[u8]) -> (usize, Vec<u8>) {
    let (_, body) = frame::open(MAGIC, VERSION, chunk).unwrap();
    let mut reader = Reader::new(body);
    reader.byte().unwrap();
    let [_, _, rows, _] = [(); 4].map(|()| reader.narrow::<usize>().unwrap());
    (rows, inflate::decompress_to_vec(reader.rest()).unwrap())
}

fn decode_payload(kind: ChunkKind, payload: &[u8], rows: usize) -> Result<(), ChunkError> {
    let mut reader = Reader::new(payload);
    match kind {
        ChunkKind::Attempts => attempts::decode(&mut reader, rows).map(drop),
        ChunkKind::Jobs => jobs::decode(&mut reader, rows).map(drop),
        ChunkKind::Steps => steps::decode(&mut reader, rows).map(drop),
    }
}

#[test]
fn a_chunk_under_another_name_is_refused() {
    for (name, bytes) in chunks() {
        for kind in ChunkKind::ALL {
            let other = ChunkName { kind, month: Month { year: 2025, month: 6 } };
            assert_eq!(decode(other, &bytes).err(), Some(ChunkError::Name));
        }
        let newer = frame::seal(MAGIC, VERSION + 1, b"anything");
        assert!(decode(name, &newer).err().is_some_and(ChunkError::is_newer));
    }
}

#[test]
fn no_cut_payload_is_read() {
    for (name, bytes) in chunks() {
        let (rows, payload) = payload(&bytes);
        assert_eq!(decode_payload(name.kind, &payload, rows), Ok(()));
        for length in (0..payload.len()).step_by(7) {
            assert!(decode_payload(name.kind, &payload[..length], rows).is_err(), "{name} cut to {length}");
        }
        // More rows than bytes: refused before any room is made for them.
        assert!(decode_payload(name.kind, &payload, usize::MAX).is_err());
    }
}

proptest! {
    /// Behind the checksum: what a faulty writer could have sealed must be refused or read, never crash.
    #[test]
    fn any_payload_is_refused_or_read(bytes: Vec<u8>, rows in 0_usize..40, flips: [(prop::sample::Index, u8); 3]) {
        for (name, chunk) in chunks() {
            decode_payload(name.kind, &bytes, rows).ok();
            let (rows, mut payload) = payload(&chunk);
            for (place, bits) in &flips {
                let place = place.index(payload.len());
                payload[place] ^= bits;
            }
            if decode_payload(name.kind, &payload, rows).is_ok() {
                let mut body = vec![name.kind as u8];
                let numbers = [2026, 6, rows as u64, payload.len() as u64];
                for number in numbers {
 put(&mut body, number);
 }
                body.extend(deflate::compress_to_vec(&payload, 1));
                let sealed = frame::seal(MAGIC, VERSION, &body);
                let mut history = History::new();
                history.load_chunk(name, &sealed).ok();
                history.take_changes();
            }
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes: Vec<u8>, kind in prop::sample::select(ChunkKind::ALL.to_vec())) {
        let name = ChunkName { month: JUNE, kind };
        prop_assert!(decode(name, &bytes).is_err());
        prop_assert!(decode(name, &frame::seal(MAGIC, VERSION, &bytes)).is_err());
        decode_version_1(name, &bytes).ok();
    }

    #[test]
    fn any_flipped_bit_is_noticed(place: prop::sample::Index, bit in 0_u8..8) {
        for (name, mut bytes) in chunks() {
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            let mut history = History::new();
            prop_assert!(history.load_chunk(name, &bytes).is_err());
            prop_assert!(history.columns().attempts.is_empty() && history.columns().jobs.is_empty());
        }
    }
}
